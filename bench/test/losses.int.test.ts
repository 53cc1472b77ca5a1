import { LocalServer, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import type { ClientLog } from '@convene/meeting-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant } from '../src/index.ts';
import { People, streamOf, untilReceives } from './People.ts';

describe('headless participants when something is lost', () => {
  const people = new People();
  /** What Ada's client wrote into its log. */
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const log: ClientLog = { debug: say, info: say, warn: say };
  let local: LocalServer;
  let meeting: TestMeeting;
  let ada: HeadlessParticipant;
  let bob: HeadlessParticipant;

  beforeAll(async () => {
    local = await LocalServer.start({ workers: 2 });
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    said.length = 0;
    ada = await people.join(local, meeting, { name: 'Ada', log });
    bob = await people.join(local, meeting, { name: 'Bob' });
    await Promise.all([untilReceives([ada, bob, 'camera']), untilReceives([bob, ada, 'camera'])]);
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await local.close();
  });

  const framesOf = (receiver: HeadlessParticipant, sender: HeadlessParticipant) =>
    streamOf(receiver, sender, 'camera')?.frames ?? 0;
  const consumerOf = (receiver: HeadlessParticipant, sender: HeadlessParticipant) => {
    const streamId = streamOf(receiver, sender, 'camera')?.streamId;
    return streamId && receiver.snapshot.streams.get(streamId)?.consumerId;
  };
  const room = () => local.server.rooms.all.find((each) => each.meeting.meetingId === meeting.meetingId);

  const workerOf = ({ meetingId }: TestMeeting) =>
    waitFor('the meeting’s worker', () =>
      local.server.pool.workers.find(({ routers }) =>
        routers.some((router) => router.meetingId === meetingId),
      ),
    );

  it('LOAD-15: they come back by themselves when their worker is killed, and count on', async () => {
    const before = [consumerOf(ada, bob), consumerOf(bob, ada)];
    const frames = [framesOf(ada, bob), framesOf(bob, ada)];
    process.kill((await workerOf(meeting)).pid, 'SIGKILL');
    for (const [index, [receiver, sender]] of [[ada, bob] as const, [bob, ada] as const].entries()) {
      await waitUntil('another consumer', () => {
        const consumerId = consumerOf(receiver, sender);
        return consumerId !== undefined && consumerId !== before[index];
      });
      const back = await untilReceives(
        [receiver, sender, 'camera'],
        (stream) => stream.frames > frames[index]! + 3 && stream.silentMs! < 1000,
      );
      // What came before counts on.
      expect(back.lost).toBe(0);
    }
  });

  it('LOAD-19: of a killed worker a meeting on another one notices nothing (003-29, 003-30, 003-31)', async () => {
    const other = await local.createMeeting();
    const eve = await people.join(local, other, { name: 'Eve' });
    const max = await people.join(local, other, { name: 'Max' });
    await Promise.all([untilReceives([eve, max, 'camera']), untilReceives([max, eve, 'camera'])]);
    const [mine, theirs] = [await workerOf(meeting), await workerOf(other)];
    expect(theirs.pid).not.toBe(mine.pid);
    const consumers = [consumerOf(eve, max), consumerOf(max, eve)];
    process.kill(mine.pid, 'SIGKILL');
    await waitUntil(
      'Ada and Bob to be lost',
      () => !local.server.pool.workers.some(({ pid }) => pid === mine.pid),
    );
    for (const [receiver, sender] of [[eve, max] as const, [max, eve] as const]) {
      const { frames } = await untilReceives([receiver, sender, 'camera']);
      const later = await untilReceives([receiver, sender, 'camera'], (stream) => stream.frames > frames + 5);
      expect(later).toMatchObject({ sequenceBreaks: 0, lost: 0, pictureBreaks: 0 });
      expect(streamOf(receiver, sender, 'microphone')).toMatchObject({ sequenceBreaks: 0, lost: 0 });
    }
    expect([consumerOf(eve, max), consumerOf(max, eve)]).toEqual(consumers);
  });

  it('LOAD-15: they move to another peer when they are asked to, and send through it', async () => {
    const consumer = consumerOf(bob, ada);
    expect(room()?.move(ada.snapshot.self!.participantId, 'rebalance')).toBe(true);
    await waitUntil('another consumer', () => {
      const consumerId = consumerOf(bob, ada);
      return consumerId !== undefined && consumerId !== consumer;
    });
    const { frames } = await untilReceives([bob, ada, 'camera']);
    await untilReceives([bob, ada, 'camera'], (stream) => stream.frames > frames + 3);
    await waitUntil('four transports', () => local.transportsOf(meeting) === 4);
    const hers = framesOf(ada, bob);
    await untilReceives([ada, bob, 'camera'], (stream) => stream.frames > hers + 3);
  });

  it('LOAD-15: on another network ICE begins anew, and media go on in both directions', async () => {
    const frames = [framesOf(ada, bob), framesOf(bob, ada)];
    const before = [consumerOf(ada, bob), consumerOf(bob, ada)];
    ada.changeNetwork();
    await untilReceives([ada, bob, 'camera'], (stream) => stream.frames > frames[0]! + 10);
    await untilReceives([bob, ada, 'camera'], (stream) => stream.frames > frames[1]! + 10);
    expect([consumerOf(ada, bob), consumerOf(bob, ada)]).toEqual(before);
    expect(said.filter((message) => message.startsWith('ice restart'))).toEqual([
      'ice restart',
      'ice restart',
    ]);
  });
});
