import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { CloseCause, EVENTS, type ObjectKind } from '../src/remote/kinds.ts';
import { NEW_EVENTS } from '../src/remote/makeProxy.ts';
import { RemoteConsumer } from '../src/remote/RemoteConsumer.ts';
import { RemoteDataConsumer } from '../src/remote/RemoteDataConsumer.ts';
import { RemoteDataProducer } from '../src/remote/RemoteDataProducer.ts';
import { RemoteDirectTransport } from '../src/remote/RemoteDirectTransport.ts';
import { RemotePipeTransport } from '../src/remote/RemotePipeTransport.ts';
import { RemotePlainTransport } from '../src/remote/RemotePlainTransport.ts';
import { RemoteProducer } from '../src/remote/RemoteProducer.ts';
import { RemoteRouter } from '../src/remote/RemoteRouter.ts';
import { RemoteActiveSpeakerObserver, RemoteAudioLevelObserver } from '../src/remote/RemoteRtpObserver.ts';
import { RemoteWebRtcServer } from '../src/remote/RemoteWebRtcServer.ts';
import { RemoteWebRtcTransport } from '../src/remote/RemoteWebRtcTransport.ts';
import { RemoteWorker } from '../src/remote/RemoteWorker.ts';

const require = createRequire(import.meta.url);
const lib = dirname(require.resolve('mediasoup'));

const CLASSES: Readonly<Record<string, { kind: ObjectKind; type: { prototype: object } }>> = {
  Worker: { kind: 'worker', type: RemoteWorker },
  WebRtcServer: { kind: 'webRtcServer', type: RemoteWebRtcServer },
  Router: { kind: 'router', type: RemoteRouter },
  WebRtcTransport: { kind: 'webRtcTransport', type: RemoteWebRtcTransport },
  PlainTransport: { kind: 'plainTransport', type: RemotePlainTransport },
  PipeTransport: { kind: 'pipeTransport', type: RemotePipeTransport },
  DirectTransport: { kind: 'directTransport', type: RemoteDirectTransport },
  Producer: { kind: 'producer', type: RemoteProducer },
  Consumer: { kind: 'consumer', type: RemoteConsumer },
  DataProducer: { kind: 'dataProducer', type: RemoteDataProducer },
  DataConsumer: { kind: 'dataConsumer', type: RemoteDataConsumer },
  AudioLevelObserver: { kind: 'audioLevelObserver', type: RemoteAudioLevelObserver },
  ActiveSpeakerObserver: { kind: 'activeSpeakerObserver', type: RemoteActiveSpeakerObserver },
};

/** The members and events of the README's table. */
function listedInReadme(): Set<string> {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, table = ''] = readme.split('## What is not as in the same process');
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return new Set(
    rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
  );
}

/** Those of a class and of what it extends, up to the emitter that both have. */
function membersOf(prototype: object): Set<string> {
  const members = new Set<string>();
  for (let of = prototype; of.constructor.name !== 'EnhancedEventEmitter'; of = Object.getPrototypeOf(of)) {
    for (const name of Object.getOwnPropertyNames(of)) if (name !== 'constructor') members.add(name);
  }
  return members;
}

test.each(Object.entries(CLASSES))(
  'HZN-32 (002-11): every member of %s is there, or stands in the table',
  (name, { type }) => {
    const listed = listedInReadme();
    // Its file exports the class under this name.
    const implementation = require(join(lib, `${name}.js`))[`${name}Impl`] as { prototype: object };
    const ours = membersOf(type.prototype);
    const inherited = name.endsWith('Transport')
      ? 'Transport'
      : name.endsWith('Observer')
        ? 'RtpObserver'
        : name;
    const missing = [...membersOf(implementation.prototype)].filter(
      (member) =>
        !ours.has(member) &&
        // Our class has a plain property.
        member !== 'appData' &&
        ![name, inherited, '*'].some((of) => listed.has(`${of}.${member}`)),
    );
    expect(missing).toEqual([]);
  },
);

test.each(Object.entries(CLASSES))('HZN-32 (002-8): every event of %s is told', (name, { kind }) => {
  const { both, self, observer } = EVENTS[kind];
  const known = new Set<string>([
    ...both,
    ...self,
    ...observer,
    ...CloseCause.options,
    ...Object.values(NEW_EVENTS),
  ]);
  // Told by the server's own proxy when a transport closes.
  known.add('webrtctransportunhandled');
  const declared = readFileSync(join(lib, `${name}Types.d.ts`), 'utf8');
  const events = [...declared.matchAll(/export type \w+Events = [^{;]*\{([^}]*)\}/g)].flatMap(
    ([, body = '']) => [...body.matchAll(/^\s+'?(@?\w+)'?: \[/gm)].map(([, event = '']) => event),
  );
  expect(events.length).toBeGreaterThan(name === 'PipeTransport' || name === 'DirectTransport' ? 0 : 1);
  expect(events.filter((event) => !event.startsWith('@') && !known.has(event))).toEqual([]);
});
