import { LocalCluster, RecordingLog, type TestMeeting, waitFor } from '@convene/media/testing';
import { AppError, defaultLimits, ProducerId, type StreamId, streamIdOf } from '@convene/protocol';
import { type SendStats, StreamStats } from '@convene/protocol/stats';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  causeOf,
  type Evidence,
  PictureWatch,
  ratesBetween,
  readReceived,
  type ReceivedRates,
} from '../src/why/index.ts';
import { installWebRtc, realDevice, TestTracks } from './realMedia.ts';
import { TestPerson } from './TestPerson.ts';

/** A tenth of the real ones. */
const LIMITS = { consumerStatsMs: 500 };
const LOSS = 0.2;

describe('the way of a stream from one server to another', () => {
  const uninstall = installWebRtc();
  const tracks = new TestTracks();
  const people: TestPerson[] = [];
  const log = new RecordingLog();
  let cluster: LocalCluster;
  let meeting: TestMeeting;
  let ada: TestPerson;
  let bob: TestPerson;
  let camera: StreamId;

  const sit = async (server: number, name: string, where = meeting) => {
    const person = new TestPerson({
      local: cluster.server(server),
      meeting: where,
      device: realDevice(),
      createTrack: tracks.create,
      limits: { ...defaultLimits, ...LIMITS },
    });
    people.push(person);
    await person.join({ name });
    return person;
  };

  beforeAll(async () => {
    const each = { workers: 1, limits: LIMITS, log };
    cluster = await LocalCluster.start({ servers: 2, each, relayPipes: true, relayClients: true });
    meeting = await cluster.createMeeting();
    ada = await sit(0, 'Ada');
    bob = await sit(1, 'Bob');
    camera = bob.streamId(ada, 'camera');
    await bob.untilReceives(ada, 'camera');
  });
  afterAll(async () => {
    for (const person of people) person.close();
    tracks.close();
    await cluster.close();
    uninstall();
  });

  const pathOf = async (person = bob, streamId = camera) =>
    StreamStats.parse(await person.client.statistics.path(streamId));

  /** Asks as a panel does, until what is asked for has come about. */
  const untilPath = async (what: string, isSo: (path: StreamStats) => boolean, person = bob) => {
    let last: StreamStats | undefined;
    return waitFor(what, async () => {
      last = await pathOf(person).catch((error: unknown) => {
        // More often than one may ask: the next look is in time.
        if (error instanceof AppError && error.code === 'rateLimited') return last;
        throw error;
      });
      return last !== undefined && isSo(last) ? last : undefined;
    });
  };

  const readingOf = async () => {
    const report = await bob.client.statistics.received(camera);
    return report && readReceived(report, performance.now());
  };

  const causeOfPath = (path: StreamStats, received: ReceivedRates | undefined) => {
    const evidence: Evidence = {
      isSelf: false,
      isOff: false,
      senderReconnects: false,
      selfReconnects: false,
      heldBack: false,
      tile: { width: 320, height: 180, visible: true, quality: 'auto' },
      received,
      path,
    };
    return causeOf(evidence);
  };

  it('WHY-10: what is read of consumers, without anybody who looks, is a metric of each (004-91)', async () => {
    await waitFor('a consumer among the metrics', async () => {
      const metrics = await (await fetch(`${cluster.server(1).url}/metrics`)).text();
      return /convene_consumer_bitrate\{consumer="[0-9a-f-]{36}"\} [1-9]/.test(metrics) || undefined;
    });
  });

  it('WHY-11, WHY-15: of a stream that goes over a pipe each hop is told, with place, round trip and bitrate', async () => {
    const path = await untilPath('all three hops', ({ sender, pipe, receiver }) =>
      [sender.uplink, pipe?.stats, receiver?.downlink].every(
        (hop) => hop !== null && hop !== undefined && hop.bitrate > 0 && hop.roundTripMs !== null,
      ),
    );
    expect(path.sender.place).toEqual({ serverId: cluster.server(0).serverId, workerIndex: 0 });
    expect(path.pipe).toMatchObject({ between: 'servers', open: true });
    expect(path.receiver).toMatchObject({
      place: { serverId: cluster.server(1).serverId, workerIndex: 0 },
      consumer: 'flowing',
    });
  });

  it.each([
    ['the sender’s connection up', 'senderUplink', () => cluster.clientsOf(0)],
    ['the pipe', 'pipe', () => cluster.mediaBetween(0, 1)],
    ['the receiver’s connection down', 'downlink', () => cluster.clientsOf(1)],
  ] as const)('WHY-2, WHY-11: loss on %s is seen there, and named', async (_, cause, wireOf) => {
    const before = await readingOf();
    wireOf().degrade({ lossRatio: LOSS, delayMs: 10 });
    try {
      let named: string | undefined;
      const path = await untilPath(`${cause} to be named`, (seen) => {
        named = causeOfPath(seen, undefined);
        return named === cause;
      });
      const lossy = {
        senderUplink: path.sender.uplink,
        pipe: path.pipe?.stats,
        downlink: path.receiver?.downlink,
      }[cause];
      expect(lossy?.lossRatio).toBeGreaterThan(0.03);
      // What the receiver counts itself does not put the blame elsewhere, once it has counted for a while.
      await waitFor(`${cause} to be named by all that is known`, async () => {
        const [now, seen] = [await readingOf(), await pathOf().catch(() => path)];
        const rates = before && now && ratesBetween(before, now);
        return causeOfPath(seen, rates) === cause || undefined;
      });
    } finally {
      wireOf().mend();
    }
    await untilPath('all well again', (seen) => causeOfPath(seen, undefined) === 'none');
  });

  const networkOf = (person: TestPerson, of: TestPerson) =>
    person.snapshot.participants.find(
      ({ participantId }) => participantId === of.snapshot.self?.participantId,
    )?.network;

  // A machine that is busy with other work makes some jitter of its own.
  const isWell = (person: TestPerson, of: TestPerson) =>
    networkOf(person, of) === 'good' || networkOf(person, of) === 'fair' || undefined;

  it('WHY-14: everybody is told how somebody’s connection up is, once that has lasted (004-69)', async () => {
    await waitFor('marks', () => isWell(bob, ada) && isWell(ada, bob));
    cluster.clientsOf(0).degrade({ lossRatio: LOSS });
    await waitFor('a poor mark of Ada at Bob', () => networkOf(bob, ada) === 'poor' || undefined);
    await waitFor('the same at Ada', () => networkOf(ada, ada) === 'poor' || undefined);
    await waitFor(
      'Ada to see that she receives badly',
      () => ada.snapshot.self?.networkDown === 'poor' || undefined,
    );
    cluster.clientsOf(0).mend();
    await waitFor('a better mark again', () => isWell(bob, ada));
  });

  it('WHY-16: jitter above 100 ms is said in the log, once until it is over (004-71)', async () => {
    const warnings = () =>
      log.lines.filter(
        ({ message, fields }) =>
          message === 'jitter is high' && fields['participantId'] === ada.snapshot.self?.participantId,
      );
    const before = warnings().length;
    const wire = cluster.clientsOf(0);
    wire.degrade({ jitterMs: 600 });
    // Which takes two judgments: the second of them says nothing more.
    await waitFor('a poor mark of Ada at Bob', () => networkOf(bob, ada) === 'poor' || undefined);
    expect(warnings()).toHaveLength(before + 1);
    wire.mend();
    await waitFor('a better mark again', () => isWell(bob, ada));
    wire.degrade({ jitterMs: 600 });
    await waitFor('a second warning', () => warnings().length === before + 2 || undefined);
    wire.mend();
    expect(warnings()[before]).toMatchObject({ level: 'warn', fields: { jitterMs: expect.any(Number) } });
    expect(warnings()[before]?.fields['jitterMs']).toBeGreaterThan(100);
  });

  it('WHY-12: only streams of one’s own room are told of, and not more often than is useful', async () => {
    const other = await sit(0, 'Eve', await cluster.createMeeting());
    const { statistics } = other.client;
    await expect(statistics.path(camera)).rejects.toMatchObject({ code: 'streamNotFound' });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => statistics.path(camera)));
    const codes = answers.map((each) => each.status === 'rejected' && AppError.from(each.reason).code);
    expect(codes).toContain('rateLimited');
    expect(codes.slice(0, 5)).not.toContain('rateLimited');
  });

  it('WHY-13: what a client says of its sending is told to who looks, and only of its own', async () => {
    const producerId = ProducerId.parse(bob.snapshot.streams.get(camera)?.producerId);
    const layer = { active: true, width: 320, height: 180, framesPerSecond: 20, bitrate: 100_000 };
    const captured = { width: 320, height: 180, framesPerSecond: 20 };
    const sending: SendStats = {
      producerId,
      limitedBy: 'cpu',
      layers: [layer],
      availableBitrate: null,
      captured,
    };
    const theirs = bob.client.statistics.report([sending]);
    await expect(theirs).rejects.toMatchObject({ code: 'producerNotFound' });
    const unknown = ada.client.statistics.report([
      { ...sending, producerId: ProducerId.parse(randomUUID()) },
    ]);
    await expect(unknown).rejects.toMatchObject({ code: 'producerNotFound' });
    const absurd = { ...sending, layers: Array.from({ length: 9 }, () => layer) };
    await expect(ada.client.statistics.report([absurd])).rejects.toMatchObject({ code: 'invalidInput' });
    await ada.client.statistics.report([sending]);
    const path = await untilPath('what Ada said', ({ sender }) => sender.sending?.limitedBy === 'cpu');
    expect(path.sender.sending).toEqual(sending);
  });

  it('WHY-5: a tile that is larger than what its sender’s camera offers is named so', async () => {
    const { participantId } = ada.snapshot.self ?? expect.unreachable();
    const large = { width: 1280, height: 720, visible: true, pinned: false, quality: 'auto' } as const;
    bob.client.setView([{ streamId: camera, ...large }]);
    const picture = new PictureWatch({
      client: bob.client,
      picture: { streamId: camera, participantId, source: 'camera', isSelf: false },
    });
    const close = picture.open();
    try {
      await waitFor('cameraSmall', () => picture.get()?.cause === 'cameraSmall' || undefined);
      expect(picture.get()?.received).toMatchObject({ height: 180 });
    } finally {
      close();
    }
  });

  it('WHY-12: of one’s own stream the way up is told', async () => {
    const own = streamIdOf(ada.snapshot.self?.participantId ?? expect.unreachable(), 'camera');
    const path = await pathOf(ada, own);
    expect(path).toMatchObject({ pipe: null, receiver: null });
    expect(path.sender.place?.serverId).toBe(cluster.server(0).serverId);
  });
});
