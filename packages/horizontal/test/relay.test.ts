import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { TcpRelay, type TcpRelayOptions, UdpRelay, type UdpRelayOptions, Wire } from './relay/index.ts';
import { waitUntil } from './waitFor.ts';

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0).reverse()) end();
});

describe('connections', () => {
  const chunks = (socket: Socket): Buffer[] => {
    const received: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => undefined);
    return received;
  };
  const textOf = (received: readonly Buffer[]) => Buffer.concat(received).toString();

  /** Answers what it is told, and counts whom it met. */
  async function echo(): Promise<{ server: Server; port: number; met: Socket[] }> {
    const met: Socket[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      met.push(socket);
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ending.push(() => {
      server.close();
      for (const socket of met) socket.destroy();
    });
    return { server, port: (server.address() as AddressInfo).port, met };
  }

  async function start(options: Partial<TcpRelayOptions> = {}) {
    const { port, met } = await echo();
    const relay = await TcpRelay.start({ target: () => ({ hostname: '127.0.0.1', port }), ...options });
    ending.push(() => relay.close());
    const call = () => {
      const socket = connect(relay.port, options.address ?? '127.0.0.1');
      ending.push(() => socket.destroy());
      return { socket, received: chunks(socket) };
    };
    return { relay, call, met };
  }

  test('RELAY-1: what is said comes through in both directions, whole and in order, and so does the end', async () => {
    const { call, met } = await start();
    const { socket, received } = call();
    const said = Buffer.alloc(5_000_000, 'all that is said ');
    socket.end(said);
    await once(socket, 'close');
    expect(Buffer.concat(received).equals(said)).toBe(true);
    await waitUntil('the end at the other side', () => met.every(({ destroyed }) => destroyed));
  });

  test('RELAY-2: cut, connections break and none comes about; mended, they do', async () => {
    const { relay, call, met } = await start();
    const { socket } = call();
    await waitUntil('a connection', () => met.length === 1);
    relay.cut();
    await once(socket, 'close');
    await waitUntil('the end at the other side', () => met[0]?.destroyed === true);
    await once(call().socket, 'close');
    expect(met).toHaveLength(1);
    relay.mend();
    const again = call();
    again.socket.write('hello');
    await waitUntil('an answer', () => textOf(again.received) === 'hello');
  });

  test('RELAY-3: silent, connections stand and come about, and nothing comes through; what was said comes after it', async () => {
    const { relay, call, met } = await start();
    const first = call();
    first.socket.write('one ');
    await waitUntil('an answer', () => textOf(first.received) === 'one ');
    relay.wire.silence();
    first.socket.write('two ');
    const second = call();
    await once(second.socket, 'connect');
    second.socket.write('three');
    await waitUntil('both connections', () => met.length === 2);
    expect([textOf(first.received), textOf(second.received)]).toEqual(['one ', '']);
    relay.wire.mend();
    await waitUntil('what was said', () => textOf(first.received) === 'one two ');
    await waitUntil('what was said', () => textOf(second.received) === 'three');
  });

  test('RELAY-4: answers can get lost alone', async () => {
    const { relay, call, met } = await start();
    const { socket, received } = call();
    await waitUntil('a connection', () => met.length === 1);
    relay.loseAnswers();
    const heard = chunks(met[0]!);
    socket.write('done');
    await waitUntil('the question', () => textOf(heard) === 'done');
    expect(received).toEqual([]);
    relay.mend();
    await once(socket, 'close');
  });

  test('RELAY-5: with a delay all comes later, still whole and in order, in each direction', async () => {
    const { relay, call } = await start();
    relay.wire.degrade({ delayMs: 60 });
    const { socket, received } = call();
    await once(socket, 'connect');
    const startedAt = performance.now();
    for (let number = 0; number < 20; number += 1) socket.write(`${number} `);
    socket.end();
    await once(socket, 'close');
    expect(textOf(received)).toBe(Array.from({ length: 20 }, (_, number) => `${number} `).join(''));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(120);
  });

  test('RELAY-6: each caller may have a wire of its own', async () => {
    const [good, bad] = [new Wire(), new Wire()];
    bad.cut();
    let calls = 0;
    const wireOf = () => Promise.resolve((calls += 1) === 1 ? good : bad);
    const { call } = await start({ address: '127.0.1.9', wireOf });
    const first = call();
    first.socket.write('hello');
    await waitUntil('an answer', () => textOf(first.received) === 'hello');
    await once(call().socket, 'close');
    good.cut();
    await once(first.socket, 'close');
  });

  test('RELAY-2: who is not there is not there behind a relay either', async () => {
    const { port, server } = await echo();
    server.close();
    const relay = await TcpRelay.start(() => ({ hostname: '127.0.0.1', port }));
    ending.push(() => relay.close());
    const socket = connect(relay.port, '127.0.0.1');
    await once(socket, 'close');
  });
});

describe('datagrams', () => {
  type Heard = { readonly text: string; readonly from: RemoteInfo };

  async function first(heard: readonly Heard[]): Promise<Heard> {
    await waitUntil('a datagram', () => heard.length > 0);
    return heard[0]!;
  }

  async function bind(address = '127.0.0.1') {
    const socket: UdpSocket = createSocket('udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    const heard: Heard[] = [];
    socket.on('message', (packet, from) => heard.push({ text: packet.toString(), from }));
    ending.push(() => socket.close());
    return { socket, heard, port: socket.address().port };
  }

  /** Two hosts with one port each, a stranger, and the relay that stands for the hosts. */
  async function start() {
    const [ada, bob, stranger] = [await bind(), await bind(), await bind()];
    const wires = { between: new Wire(sequence()), strangers: new Wire() };
    const hosts = [
      { name: 'ada', address: '127.0.1.21', target: '127.0.0.1', ports: [ada.port] },
      { name: 'bob', address: '127.0.1.22', target: '127.0.0.1', ports: [bob.port] },
    ];
    const options: UdpRelayOptions = {
      hosts,
      between: () => wires.between,
      toStrangers: () => wires.strangers,
    };
    const relay = await UdpRelay.start(options);
    ending.push(() => relay.close());
    const toBob = (text: string) => ada.socket.send(text, bob.port, '127.0.1.22');
    const handled = () => relay.counts.passed + relay.counts.lost;
    return { ada, bob, stranger, wires, relay, options, toBob, handled };
  }

  /** 0, 0.1 … 0.9, and again: every tenth is under 0.1. */
  const sequence = () => {
    let calls = -1;
    return () => ((calls += 1) % 10) / 10;
  };

  test('RELAY-7: a datagram comes from where its sender is announced, and an answer goes back the same way', async () => {
    const { ada, bob, toBob } = await start();
    toBob('hello');
    const { text, from } = await first(bob.heard);
    expect([text, from.address, from.port]).toEqual(['hello', '127.0.1.21', ada.port]);
    bob.socket.send('good day', from.port, from.address);
    const answer = await first(ada.heard);
    expect([answer.from.address, answer.from.port]).toEqual(['127.0.1.22', bob.port]);
  });

  test('RELAY-8: of a wire that loses some, as many are lost', async () => {
    const { bob, wires, relay, toBob, handled } = await start();
    wires.between.degrade({ lossRatio: 0.2 });
    for (let number = 0; number < 50; number += 1) {
      toBob(String(number));
      await waitUntil('it to be handled', () => handled() === number + 1);
    }
    await waitUntil('those that came through', () => bob.heard.length === 40);
    expect(relay.counts).toEqual({ passed: 40, lost: 10 });
  });

  test('RELAY-9: on a slow wire they come later; with jitter some overtake others', async () => {
    const { bob, wires, toBob } = await start();
    wires.between.degrade({ delayMs: 50 });
    const startedAt = performance.now();
    toBob('slow');
    await waitUntil('it', () => bob.heard.length === 1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
    wires.between.degrade({ jitterMs: 200 });
    for (let number = 0; number < 10; number += 1) toBob(String(number));
    await waitUntil('all', () => bob.heard.length === 11);
    const order = bob.heard.slice(1).map(({ text }) => text);
    expect(order.toSorted()).toEqual(Array.from({ length: 10 }, (_, number) => String(number)));
    expect(order).not.toEqual(order.toSorted());
  });

  test('RELAY-13: over a narrow wire what comes faster waits, and is lost where too much waits', async () => {
    const { bob, wires, relay, toBob, handled } = await start();
    // 1000 bytes take 80 ms.
    wires.between.degrade({ bandwidth: 100_000 });
    const startedAt = performance.now();
    for (let number = 0; number < 3; number += 1) toBob(String(number).repeat(1000));
    await waitUntil('them to be handled', () => handled() === 3);
    await waitUntil('those that came through', () => bob.heard.length === relay.counts.passed);
    // The last of them had to wait for those before it.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(80 * relay.counts.passed - 2);
    expect(relay.counts.passed).toBe(3);
    for (let number = 0; number < 40; number += 1) toBob('x'.repeat(1000));
    await waitUntil('all to be handled', () => handled() === 43);
    expect(relay.counts.lost).toBeGreaterThan(0);
    await waitUntil('those that came through', () => bob.heard.length === relay.counts.passed);
  });

  test('RELAY-10: cut or silent, nothing comes through; mended, it does', async () => {
    const { bob, wires, toBob, handled } = await start();
    wires.between.cut();
    toBob('lost');
    await waitUntil('it to be handled', () => handled() === 1);
    wires.between.silence();
    toBob('lost too');
    await waitUntil('it to be handled', () => handled() === 2);
    wires.between.mend();
    toBob('there');
    await waitUntil('it', () => bob.heard.length > 0);
    expect(bob.heard.map(({ text }) => text)).toEqual(['there']);
  });

  test('RELAY-11: whoever is none of the hosts reaches them as through a NAT, by a wire of their own', async () => {
    const { bob, stranger, wires } = await start();
    wires.between.cut();
    stranger.socket.send('it is me', bob.port, '127.0.1.22');
    const { from } = await first(bob.heard);
    expect(from.port).not.toBe(stranger.port);
    bob.socket.send('who?', from.port, from.address);
    const answer = await first(stranger.heard);
    expect([answer.from.address, answer.from.port]).toEqual(['127.0.1.22', bob.port]);
  });

  test('RELAY-12: a port that is taken, or that two hosts have, is refused, and nothing stays open', async () => {
    const { options, relay, ada } = await start();
    await expect(UdpRelay.start(options)).rejects.toThrow('EADDRINUSE');
    const [host] = options.hosts;
    relay.close();
    await expect(UdpRelay.start({ ...options, hosts: [host!, host!] })).rejects.toThrow(`port ${ada.port}`);
    const again = await UdpRelay.start(options);
    again.close();
  });
});
