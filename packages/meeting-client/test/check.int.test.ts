import wrtc from '@roamhq/wrtc';
import { UdpRelay, Wire } from '@convene/horizontal/relay';
import { codeOf, LocalServer, type TestClient, waitUntil } from '@convene/media/testing';
import { checkLimits, type OpenCheckInput, OpenCheckOutput } from '@convene/protocol/check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenedCheck } from '../src/index.ts';
import { CheckPath, isThrough } from '../src/check/CheckPath.ts';
import { type CheckStep, ConnectionCheck, judgeCheck } from '../src/check/index.ts';

/** Where the relay stands for the server. */
const RELAYED = '127.0.9.1';
const PATIENT_MS = 40_000;
/** Its target is eight seconds; a busy machine may need more. */
const MOST_MS = 5 * 8000;

const createConnection = () => new wrtc.RTCPeerConnection();
const DTLS = {
  role: 'client' as const,
  fingerprints: [{ algorithm: 'sha-256' as const, value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
const UDP = { protocol: 'udp' as const, dtlsParameters: DTLS };

describe('the connection check of the lobby', { timeout: PATIENT_MS }, () => {
  let local: LocalServer;
  let client: TestClient;
  let relay: UdpRelay;
  let port: number;
  const wire = new Wire();

  const enterLobby = async () => {
    const entered = await local.enter(await local.createMeeting());
    const { sendTransport } = await entered.trpc.prepare.mutate();
    return { entered, port: sendTransport.iceCandidates[0]?.port ?? 0 };
  };

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 1 });
    ({ port } = await enterLobby());
    relay = await UdpRelay.start({
      hosts: [{ name: 'server', address: RELAYED, target: '127.0.0.1', ports: [port] }],
      between: () => wire,
      toStrangers: () => wire,
    });
  });
  beforeEach(async () => {
    wire.mend();
    ({ entered: client } = await enterLobby());
  });
  afterAll(async () => {
    relay.close();
    await local.close();
  });

  const open = async (input: OpenCheckInput): Promise<OpenedCheck> => {
    const info = OpenCheckOutput.parse(await client.trpc.openCheck.mutate(input));
    const relayed = info.iceCandidates.map((candidate) =>
      candidate.protocol === 'udp' ? { ...candidate, address: RELAYED, ip: RELAYED } : candidate,
    );
    return { serverId: local.server.serverId, answer: { ...info, iceCandidates: relayed } };
  };
  const check = (onStep: (step: CheckStep) => void = () => {}) =>
    new ConnectionCheck({ openCheck: open, createConnection, onStep }).run();

  it('LINE-1: over a good line everything is measured, over UDP, and nothing is left', async () => {
    const before = openTransports();
    const steps: CheckStep[] = [];
    const result = await check((step) => steps.push(step));
    expect(steps).toEqual(['path', 'quality', 'upload', 'download']);
    expect(result).toMatchObject({ udp: true, protocol: 'udp', port });
    // Nothing is sent again on this channel: a machine that is busy elsewhere may drop one of the sixty.
    expect(result.lossUp).toBeLessThan(0.1);
    expect(result.lossDown).toBeLessThan(0.1);
    expect(result.roundTripMs).toBeGreaterThan(0);
    expect(result.upload?.bps).toBeGreaterThan(100_000);
    expect(result.download?.bps).toBeGreaterThan(100_000);
    // No more than is offered, but for what had piled up before a slot.
    expect(result.download?.bps).toBeLessThan(2 * checkLimits.burstBitsPerSecond);
    expect(result.tookMs).toBeLessThan(MOST_MS);
    await waitUntil('no transport but those of the lobbies', () => openTransports() === before);
  });

  it('LINE-2: where UDP is blocked it says so, and measures TCP', async () => {
    wire.silence();
    const result = await check();
    expect(result).toMatchObject({ udp: false, tcp: true, protocol: 'tcp', port });
    expect(result.roundTripMs).toBeGreaterThan(0);
    expect(judgeCheck(result)).toMatchObject({
      rows: { path: 'fair' },
      advice: expect.arrayContaining(['udpBlocked']),
    });
    expect(result.tookMs).toBeLessThan(MOST_MS);
  });

  it('LINE-2: UDP that comes through, and loses what it takes to connect, is unsteady and not blocked', async () => {
    // So far away that ICE is through long before DTLS can be.
    wire.degrade({ delayMs: 150 });
    const udpFirst: RTCPeerConnection[] = [];
    const probe = new ConnectionCheck({
      openCheck: open,
      createConnection: () => {
        const connection = createConnection();
        udpFirst.push(connection);
        connection.addEventListener('iceconnectionstatechange', () => {
          if (connection === udpFirst[0] && isThrough(connection.iceConnectionState)) wire.silence();
        });
        return connection;
      },
      onStep: (step) => {
        // Of TCP there is nothing to measure here.
        if (step === 'quality') probe.close();
      },
    });
    const result = await probe.run();
    expect(result).toMatchObject({ udp: false, unsteady: true, tcp: true });
    expect(judgeCheck(result)).toMatchObject({ overall: 'poor', advice: ['unsteady'] });
  });

  it('LINE-3: packets that get lost, and a long way, are told', async () => {
    const result = await check((step) => {
      if (step === 'quality') wire.degrade({ lossRatio: 0.25, delayMs: 90 });
      if (step === 'upload') wire.mend();
    });
    expect(result.roundTripMs).toBeGreaterThan(180);
    const { rows, advice } = judgeCheck(result);
    expect(rows).toMatchObject({ path: 'good', loss: 'poor' });
    expect(rows.roundTrip).not.toBe('good');
    expect(advice[0]).toBe('lossPoor');
  });

  it('LINE-4: it is for a lobby that is prepared, and for nobody else', async () => {
    const early = await local.enter(await local.createMeeting());
    expect(await codeOf(early.trpc.openCheck.mutate(UDP))).toBe('wrongState');
    await early.join({ name: 'Ada' });
    expect(await codeOf(early.trpc.openCheck.mutate(UDP))).toBe('wrongState');
    const nonsense = { ...UDP, protocol: 'sctp' as 'udp' };
    expect(await codeOf(client.trpc.openCheck.mutate(nonsense))).toBe('invalidInput');
    await early.trpc.leave.mutate();
  });

  it('LINE-5: one peer opens so many in its life, and one address so many at once', async () => {
    for (let count = 0; count < checkLimits.perPeer; count += 1) await client.trpc.openCheck.mutate(UDP);
    expect(await codeOf(client.trpc.openCheck.mutate(UDP))).toBe('rateLimited');
    // Each one made the one before it fall: it holds a single place of its address.
    const others: TestClient[] = [];
    for (let count = 1; count < checkLimits.perAddress; count += 1) {
      const { entered } = await enterLobby();
      others.push(entered);
      await entered.trpc.openCheck.mutate(UDP);
    }
    const { entered: late } = await enterLobby();
    others.push(late);
    expect(await codeOf(late.trpc.openCheck.mutate(UDP))).toBe('rateLimited');
    await client.trpc.leave.mutate();
    await late.trpc.openCheck.mutate(UDP);
    await Promise.all(others.map((other) => other.trpc.leave.mutate()));
  });

  it('LINE-6: whoever asks for the burst again and again gets it once; who sends too much is cut off', async () => {
    const path = new CheckPath({ protocol: 'udp', openCheck: open, createConnection });
    expect(await path.open()).toBe(true);
    const burstMs = 300;
    for (let count = 0; count < 20; count += 1) path.send({ type: 'download', ms: burstMs });
    await waitUntil('the burst', () => path.download.begun);
    // Its end is known by what comes after it.
    path.ping(1);
    await waitUntil('an answer behind it', () => path.roundTrips.has(1));
    const burstBytes = (checkLimits.burstBitsPerSecond / 8) * (burstMs / 1000);
    expect(path.download.total).toBeLessThanOrEqual(1.5 * burstBytes);
    for (let number = 2; number < checkLimits.messages + 10; number += 1) path.ping(number);
    await waitUntil('the end of the channel', () => !path.isOpen);
    path.close();
  });

  it('LINE-6: a flood of the smallest messages is cut off as well', async () => {
    // Nothing but their number ends it.
    const patient = await LocalServer.start({ workers: 1, limits: { checkMs: 600_000 } });
    try {
      const entered = await patient.enter(await patient.createMeeting());
      await entered.trpc.prepare.mutate();
      const channels: RTCDataChannel[] = [];
      const path = new CheckPath({
        protocol: 'udp',
        openCheck: async (input) => ({
          serverId: patient.server.serverId,
          answer: await entered.trpc.openCheck.mutate(input),
        }),
        createConnection: () => {
          const connection = createConnection();
          const create = connection.createDataChannel.bind(connection);
          connection.createDataChannel = (...like) => {
            const channel = create(...like);
            channels.push(channel);
            return channel;
          };
          return connection;
        },
      });
      expect(await path.open()).toBe(true);
      const smallest = new Uint8Array(1);
      await waitUntil('the end of the channel', () => {
        for (let count = 0; count < 200 && path.isOpen; count += 1) channels[0]?.send(smallest);
        return !path.isOpen;
      });
      path.close();
    } finally {
      await patient.close();
    }
  });

  /** On all routers, the channels of each router left out. */
  const openTransports = () =>
    local.server.pool.workers
      .flatMap(({ routers }) => routers)
      .reduce((count, { transports }) => count + transports.length, 0);
});
