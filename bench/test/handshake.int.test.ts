import { LocalServer, waitUntil } from '@convene/media/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WeriftConnection } from '../src/werift/WeriftConnection.ts';
import { DtlsRelay, type Fate, type To } from './DtlsRelay.ts';
import { People } from './People.ts';

const FATES = ['lost', 'twice', 'late'] as const;
const DIRECTIONS = ['server', 'client'] as const;
/** More than either side sends when nothing is amiss. */
const DATAGRAMS = 4;

type Fault = { readonly to: To; readonly index: number; readonly fate: Fate };

const faults: readonly Fault[] = DIRECTIONS.flatMap((to) =>
  FATES.flatMap((fate) => Array.from({ length: DATAGRAMS }, (_, index) => ({ to, index, fate }))),
);

describe('the handshake of a headless participant', () => {
  const people = new People();
  let local: LocalServer;

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 1 });
    await people.join(local, await local.createMeeting(), { name: 'Ada' });
  });
  afterAll(async () => {
    people.closeAll();
    await local.close();
  });

  const handshake = async ({ to, index, fate }: Fault) => {
    const [router] = local.server.pool.workers.flatMap(({ routers }) => routers);
    const transport = await router!.createTransport('udp');
    const { iceParameters, dtlsParameters, sctpParameters } = transport;
    const [candidate] = transport.iceCandidates;
    const relay = await DtlsRelay.start(candidate!.port, (...which) =>
      which[0] === to && which[1] === index ? fate : 'passes',
    );
    const connection = await WeriftConnection.create({
      iceParameters,
      iceCandidates: [{ ...candidate!, address: '127.0.0.1', port: relay.port }],
      dtlsParameters,
      sctpParameters,
      onRtp: () => {},
      onRtcp: () => {},
      onState: () => {},
    });
    try {
      await transport.connect({ dtlsParameters: connection.dtlsParameters });
      await connection.connect();
      await waitUntil(`${fate} ${index} to the ${to}: connected on both sides`, () => {
        return connection.connected && transport.dtlsState === 'connected';
      });
      await waitUntil('SCTP', () => transport.sctpState === 'connected');
      return relay.counts;
    } finally {
      connection.close();
      transport.close();
      relay.close();
    }
  };

  it('LOAD-21: whichever datagram of it is lost, comes twice or late, DTLS and SCTP connect', async () => {
    const all = await Promise.all(faults.map(handshake));
    // Each flight was hit: two go to the server, two come back.
    for (const counts of all) {
      expect(counts.server).toBeGreaterThanOrEqual(2);
      expect(counts.client).toBeGreaterThanOrEqual(2);
    }
  });
});
