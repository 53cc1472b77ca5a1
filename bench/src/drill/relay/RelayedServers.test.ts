import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '@convene/media/testing';
import { findFreePorts } from '../../../../scripts/testing/freePorts.ts';
import { RelayedServers } from './RelayedServers.ts';

const ADDRESS = '127.0.1.31';

/** A program that answers what it is told over TCP and UDP, and says when it is told to. */
const PROGRAM = `
  const { createServer, connect } = require('node:net');
  const { createSocket } = require('node:dgram');
  const [port, address] = [Number(process.argv[1]), process.argv[2]];
  const tell = (what) => process.send(what);
  createServer((socket) => { socket.on('error', () => {}); socket.on('data', (data) => tell('link ' + data)); })
    .listen(port, '127.0.0.1', () => tell('ready'));
  const udp = createSocket('udp4').bind(port + 1000, '127.0.0.1');
  udp.on('message', (data) => tell('packet ' + data));
  process.on('message', ({ to, text }) => {
    const socket = connect(to, address, () => socket.write(text));
    socket.on('error', () => {});
    socket.on('close', () => tell('link broke'));
    udp.send(text, to + 1000, address);
  });
`;

describe('servers that a drill keeps apart', () => {
  const names = ['one', 'two', 'three'] as const;
  let programs: { readonly process: ChildProcess; readonly heard: string[]; readonly port: number }[];
  let relays: RelayedServers;

  beforeEach(async () => {
    const first = await findFreePorts(3, 13_000, 14_900);
    programs = names.map((_, index) => {
      const port = first + index;
      const child = spawn(process.execPath, ['-e', PROGRAM, String(port), ADDRESS], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const heard: string[] = [];
      child.on('message', (what) => {
        if (typeof what === 'string') heard.push(what);
      });
      return { process: child, heard, port };
    });
    relays = await RelayedServers.start(
      programs.map(({ port, process: { pid } }, index) => ({
        name: names[index]!,
        address: ADDRESS,
        linkPort: port,
        pipePorts: [port + 1000],
        pid: () => pid,
      })),
    );
    for (const { heard } of programs) await waitUntil('it to listen', () => heard.includes('ready'));
  });
  afterEach(async () => {
    relays.close();
    const ended = programs.map(({ process: child }) => once(child, 'exit'));
    for (const { process: child } of programs) child.kill('SIGKILL');
    await Promise.all(ended);
  });

  const say = (from: number, to: number, text: string) =>
    programs[from]!.process.send({ to: programs[to]!.port, text });
  const heardBy = (index: number) => programs[index]!.heard;

  it('DRILL-20: a link is known by the process that opens it, a packet by the port from which it comes', async () => {
    relays.between('one', 'two').cut();
    say(0, 1, 'from one');
    say(1, 0, 'from two');
    say(2, 1, 'from three');
    for (const what of ['link from three', 'packet from three', 'link broke']) {
      await waitUntil(what, () => heardBy(1).includes(what));
    }
    await waitUntil('the other link to break', () => heardBy(0).includes('link broke'));
    expect(heardBy(0).toSorted()).toEqual(['link broke', 'ready']);
    expect(heardBy(1)).toHaveLength(4);
    relays.between('two', 'one').mend();
    say(0, 1, 'again');
    await waitUntil(
      'what is said now',
      () => heardBy(1).includes('link again') && heardBy(1).includes('packet again'),
    );
  });

  it('DRILL-20: link and packets can be taken away alone, from one server and all others', async () => {
    for (const path of relays.around(['three'])) path.media.cut();
    say(2, 0, 'half');
    say(0, 1, 'whole');
    await waitUntil('the link alone', () => heardBy(0).includes('link half'));
    await waitUntil('both', () => heardBy(1).includes('link whole') && heardBy(1).includes('packet whole'));
    expect(heardBy(0)).not.toContain('packet half');
    expect(relays.around(['three'])).toHaveLength(2);
  });
});
