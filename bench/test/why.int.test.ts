import { LocalServer, type TestMeeting, waitFor } from '@convene/media/testing';
import { type Cause, PictureWatch } from '@convene/meeting-client/why';
import { ProducerId, type Source, streamIdOf } from '@convene/protocol';
import type { SendStats } from '@convene/protocol/stats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HeadlessParticipant, HeldMessages } from '../src/index.ts';
import { webSocketFrom } from '../src/webSocketFrom.ts';
import { People, sentLayers, untilReceives } from './People.ts';

/** A tenth of the real ones. */
const LIMITS = { consumerStatsMs: 500 };
/** A port on which nobody listens. */
const NOWHERE = 'ws://127.0.0.1:9';
const LARGE = { width: 1280, height: 720 };

/** Causes that need more than a browser and a poor connection, made on purpose (the others: `e2e/why.spec.ts`). */
describe('why a picture is bad', () => {
  const people = new People();
  const closing: (() => void)[] = [];
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 1, limits: LIMITS });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
    people.closeAll();
  });
  afterAll(async () => {
    await local.close();
  });

  type Options = Omit<Parameters<People['join']>[2], 'name'>;
  const join = (name: string, options: Options = {}) => people.join(local, meeting, { name, ...options });

  /** Looks as the panel does. */
  const watch = (viewer: HeadlessParticipant, sender: HeadlessParticipant, source: 'camera' | 'screen') => {
    const participantId = sender.snapshot.self?.participantId ?? expect.unreachable();
    const streamId = streamIdOf(participantId, source);
    const { client } = viewer;
    const picture = new PictureWatch({
      client,
      picture: { streamId, participantId, source, isSelf: viewer === sender },
    });
    closing.push(picture.open());
    return picture;
  };

  const untilCause = (picture: PictureWatch, cause: Cause) =>
    waitFor(`${cause} to be named`, () => picture.get()?.cause === cause || undefined);

  const producerOf = (
    viewer: HeadlessParticipant,
    sender: HeadlessParticipant,
    source: Source,
  ): ProducerId => {
    const { participantId } = sender.snapshot.self ?? expect.unreachable();
    const stream = viewer.snapshot.streams.get(streamIdOf(participantId, source));
    return ProducerId.parse(stream?.producerId);
  };

  it('WHY-3: a sender whose processor holds it back says so, and is named where this picture lacks it', async () => {
    const [ada, bob] = [await join('Ada'), await join('Bob')];
    bob.draw(LARGE);
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === LARGE.width);
    const layer = (height: number) => ({
      active: true,
      width: (height * 16) / 9,
      height,
      framesPerSecond: 5,
      bitrate: 100_000,
    });
    const busy: SendStats = {
      producerId: producerOf(bob, ada, 'camera'),
      limitedBy: 'cpu',
      // As an encoder does it that has no time for more: every layer is smaller than its camera would give.
      layers: [90, 180, 360].map(layer),
      availableBitrate: null,
      captured: { ...LARGE, framesPerSecond: 5 },
    };
    await ada.client.statistics.report([busy]);
    const picture = watch(bob, ada, 'camera');
    await untilCause(picture, 'senderCpu');
    await ada.client.statistics.report([{ ...busy, limitedBy: 'none', layers: [180, 360, 720].map(layer) }]);
    await untilCause(picture, 'none');
  });

  it('WHY-4: a layer that was off until somebody enlarged their tile is on its way until it comes', async () => {
    // The sender hears late that anybody wants more.
    const late = new HeldMessages('demandChanged');
    const [ada, bob] = [await join('Ada', { webSocket: late.webSocketFrom(undefined) }), await join('Bob')];
    const isSharp = ({ width }: { width: number | undefined }) => width === LARGE.width;
    await waitFor('one layer alone', () => !sentLayers(ada, 'camera')[1]?.active || undefined);
    late.hold();
    bob.draw(LARGE);
    const picture = watch(bob, ada, 'camera');
    await untilCause(picture, 'rampingUp');
    expect(late.count).toBeGreaterThan(0);
    expect(isSharp(await untilReceives([bob, ada, 'camera']))).toBe(false);
    late.letGo();
    await untilReceives([bob, ada, 'camera'], isSharp);
    await untilCause(picture, 'none');
  });

  it('WHY-1: a consumer that has not begun to flow is being connected', async () => {
    const Socket = webSocketFrom(undefined);
    // What it says of its consumers is on its way for a long time.
    class SlowSocket extends Socket {
      override send(data: string): void {
        const said: unknown = JSON.parse(data);
        const others = [said].flat().filter((each) => !JSON.stringify(each).includes('resumeConsumer'));
        if (others.length > 0) super.send(JSON.stringify(Array.isArray(said) ? others : others[0]));
      }
    }
    const [ada, bob] = [await join('Ada'), await join('Bob', { webSocket: SlowSocket })];
    await waitFor('a consumer', () => {
      const { participantId } = ada.snapshot.self ?? expect.unreachable();
      return bob.snapshot.streams.get(streamIdOf(participantId, 'camera'))?.consumerId;
    });
    await untilCause(watch(bob, ada, 'camera'), 'connecting');
  });

  it('WHY-1, WHY-6: a camera that is off, a choice, and whoever is lost are named at once', async () => {
    let isReachable = true;
    const sockets: WebSocket[] = [];
    const Socket = webSocketFrom(undefined);
    class CutSocket extends Socket {
      constructor(address: string | URL) {
        super(isReachable ? address : NOWHERE);
        sockets.push(this);
      }
    }
    const [ada, bob] = [await join('Ada'), await join('Bob', { webSocket: CutSocket })];
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 0);
    const picture = watch(bob, ada, 'camera');
    await ada.setCameraOff(true);
    await untilCause(picture, 'off');
    await ada.setCameraOff(false);
    bob.draw({ quality: 'off' });
    await untilCause(picture, 'choseOff');
    bob.draw({ quality: 'auto', visible: false });
    await untilCause(picture, 'hidden');
    bob.draw({ visible: true });
    ada.close();
    await untilCause(picture, 'senderReconnects');
    isReachable = false;
    for (const socket of sockets) socket.close();
    await untilCause(picture, 'selfReconnects');
  });

  it('WHY-1: what the server has no space for is held back', async () => {
    const narrow = await LocalServer.start({ workers: 1, media: { maxConsumersPerWorker: 14 } });
    const full = await narrow.createMeeting();
    const sit = (name: string) => people.join(narrow, full, { name, send: { layers: 1 } });
    const three = [await sit('Ada'), await sit('Bob'), await sit('Eve')] as const;
    for (const person of three) await person.startScreenShare();
    const held = await waitFor('a picture that is held back', () =>
      three
        .flatMap((viewer) => [...viewer.snapshot.streams.values()].map((stream) => ({ viewer, stream })))
        .find(({ stream }) => stream.heldBack && stream.kind === 'video'),
    );
    const sender =
      three.find(({ snapshot }) => snapshot.self?.participantId === held.stream.participantId) ??
      expect.unreachable();
    const source = held.stream.source === 'screen' ? 'screen' : 'camera';
    const picture = watch(held.viewer, sender, source);
    await untilCause(picture, 'heldBack');
    for (const other of three) await other.stopScreenShare();
    await waitFor('something else', () => picture.get()?.cause !== 'heldBack' || undefined);
    people.closeAll();
    await narrow.close();
  });
});
