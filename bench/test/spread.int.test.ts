import { LocalCluster, type TestMeeting, waitUntil } from '@convene/media/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeadlessParticipant, SendSettings } from '../src/index.ts';
import { People, sentLayers, streamOf, untilReceives } from './People.ts';

const NAMES = ['Ada', 'Bob', 'Eve', 'Max'] as const;

/** Every sound and every picture that one of them sends comes to the other; and goes on coming from here on. */
async function untilReceivesAll(receiver: HeadlessParticipant, sender: HeadlessParticipant): Promise<void> {
  const goesOn = async (source: 'microphone' | 'camera') => {
    const before = streamOf(receiver, sender, source)?.packets ?? 0;
    await untilReceives([receiver, sender, source], ({ packets }) => packets >= before + 5);
  };
  await Promise.all([goesOn('microphone'), goesOn('camera')]);
}

async function untilAllReceiveAll(people: readonly HeadlessParticipant[]): Promise<void> {
  const pairs = people.flatMap((receiver) =>
    people.filter((sender) => sender !== receiver).map((sender) => untilReceivesAll(receiver, sender)),
  );
  await Promise.all(pairs);
}

/** Syllables: a voice that never falls is taken for noise by the observer of speakers. Answers how to stop. */
function talk(person: HeadlessParticipant, below: number): () => void {
  let syllable = 0;
  const timer = setInterval(() => person.setVoiceLevel(below + (syllable++ % 3) * 15), 120);
  return () => {
    clearInterval(timer);
    person.setVoiceLevel(127);
  };
}

describe.each([
  { where: 'two workers', servers: 1 },
  { where: 'two servers with two workers each', servers: 2 },
])('a meeting forced apart over $where', { timeout: 90_000 }, ({ servers }) => {
  const people = new People();
  let cluster: LocalCluster;
  let meeting: TestMeeting;

  beforeAll(async () => {
    const limits = {
      peerWithoutSocketMs: 300,
      peerPageGoneMs: 300,
      pipeIdleMs: 500,
      demandLowerMs: 500,
      workerRequestMs: 1_500,
    };
    cluster = await LocalCluster.start({ servers, each: { workers: 2, media: { spread: true }, limits } });
  });
  beforeEach(async () => {
    meeting = await cluster.createMeeting();
  });
  afterEach(async () => {
    people.closeAll();
    await waitUntil('the rooms to be gone', () => cluster.servers.every(({ counts }) => counts.rooms === 0));
  });
  afterAll(() => cluster.close());

  const routers = () =>
    cluster.servers.flatMap(({ server }) =>
      server.pool.workers.flatMap((worker) =>
        worker.routers.filter((router) => router.meetingId === meeting.meetingId),
      ),
    );
  const join = (name: string, send: Partial<SendSettings> = {}) => {
    const index = NAMES.findIndex((each) => each === name);
    return people.join(cluster.server(index % servers), meeting, { name, send });
  };
  /** One after the other, so that each worker gets one before any gets two. */
  const joinAll = async (count: number, send: Partial<SendSettings> = { layers: 1 }) => {
    const all: HeadlessParticipant[] = [];
    for (const name of NAMES.slice(0, count)) all.push(await join(name, send));
    return all;
  };
  const memberOf = (person: HeadlessParticipant) => {
    const participantId = person.snapshot.self?.participantId;
    const members = cluster.servers.flatMap(({ server }) => server.rooms.all.flatMap((room) => room.members));
    return members.find(({ seat }) => seat.participantId === participantId);
  };
  const workerOf = (person: HeadlessParticipant) => memberOf(person)?.peer.session?.media.router.place;
  const peerOf = (person: HeadlessParticipant) => memberOf(person)?.peer.peerId;

  it('SPREAD-1: everybody receives everybody, whatever their worker (000-31, 004-93)', async () => {
    const four = await joinAll(4);
    expect(routers()).toHaveLength(Math.min(2 * servers, 4));
    await untilAllReceiveAll(four);
    for (const receiver of four) {
      for (const { sequenceBreaks, pictureBreaks, lost } of receiver.report().received) {
        expect({ sequenceBreaks, pictureBreaks, lost }).toEqual({
          sequenceBreaks: 0,
          pictureBreaks: 0,
          lost: 0,
        });
      }
    }
  });

  it('SPREAD-1: who mutes, shares a screen and leaves does so for everybody', async () => {
    const [ada, bob, eve] = (await joinAll(3)) as [
      HeadlessParticipant,
      HeadlessParticipant,
      HeadlessParticipant,
    ];
    await untilAllReceiveAll([ada, bob, eve]);
    await ada.setMuted(true);
    for (const other of [bob, eve]) {
      await waitUntil('silence', () => streamOf(other, ada, 'microphone')?.paused === true);
    }
    await ada.setMuted(false);
    await ada.startScreenShare();
    for (const other of [bob, eve]) {
      await untilReceivesAll(other, ada);
      await untilReceives([other, ada, 'screen']);
    }
    await ada.stopScreenShare();
    await ada.leave();
    for (const other of [bob, eve]) {
      await waitUntil(
        'Ada to be gone',
        () => !other.snapshot.participants.some(({ name }) => name === 'Ada'),
      );
      expect(
        [...other.snapshot.streams.values()].filter(
          ({ participantId }) => participantId === ada.snapshot.self?.participantId,
        ),
      ).toEqual([]);
    }
    await untilAllReceiveAll([bob, eve]);
  });

  it('SPREAD-10: all see the chat in one order, whoever wrote (MESSAGE-1)', async () => {
    const four = await joinAll(4, { audio: false, layers: 0 });
    for (let n = 0; n < 3; n += 1) for (const person of four) person.sendChat(`${n} from ${person.name}`);
    const texts = ({ chat }: HeadlessParticipant) =>
      chat.entries.map(({ state, message }) => `${state} ${message}`);
    await waitUntil('twelve messages', () =>
      four.every((person) => texts(person).filter((text) => text.startsWith('stored')).length === 12),
    );
    const [first, ...others] = four.map((person) => texts(person).join('\n'));
    for (const other of others) expect(other).toBe(first);
  });

  it('SPREAD-14: the active speaker is one for all, the loudest of those who speak on each worker', async () => {
    const [ada, bob, eve] = (await joinAll(3, { layers: 0, opusFrameMs: 20 })) as [
      HeadlessParticipant,
      HeadlessParticipant,
      HeadlessParticipant,
    ];
    const isActive = (person: HeadlessParticipant) => () =>
      [ada, bob, eve].every(({ snapshot }) => snapshot.activeSpeaker === person.snapshot.self?.participantId);
    // The observer of loudness counts who sends ten packets in a quarter of a second: frames of 20 ms, as browsers do.
    const silenceAda = talk(ada, 40);
    await waitUntil('Ada to speak', isActive(ada));
    const silenceBob = talk(bob, 5);
    await waitUntil('Bob to speak louder, on another worker', isActive(bob));
    silenceBob();
    await waitUntil('Ada to be heard again', isActive(ada));
    silenceAda();
  });

  it('DEMAND-11: a sender encodes what somebody wants, on whatever worker they sit; nothing when all look away', async () => {
    const [ada, bob, eve] = (await joinAll(3, { audio: false, layers: 3 })) as [
      HeadlessParticipant,
      HeadlessParticipant,
      HeadlessParticipant,
    ];
    const active = () =>
      sentLayers(ada, 'camera')
        .map((layer) => layer.active)
        .join();
    await waitUntil('the small tile’s layer', () => active() === 'true,false,false');
    const { streamId } = await untilReceives([bob, ada, 'camera']);
    bob.draw({ width: 1280, height: 720 }, streamId);
    await untilReceives([bob, ada, 'camera'], ({ width }) => width === 1280);
    expect(active()).toBe('true,true,true');
    bob.draw({ visible: false }, streamId);
    await waitUntil('the small tile’s layer again', () => active() === 'true,false,false');
    const { frames } = await untilReceives([eve, ada, 'camera']);
    await untilReceives([eve, ada, 'camera'], (stream) => stream.frames > frames + 2);
    eve.draw({ visible: false }, streamId);
    await waitUntil('nothing', () => active() === 'false,false,false');
    const before = streamOf(bob, ada, 'camera')!;
    bob.draw({ visible: true, width: 320, height: 180 }, streamId);
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > before.frames + 2);
  });

  it('RECOVER-32, SPREAD-4: when a worker dies, those on the others notice nothing, and those on it are back in their seats (003-31)', async ({
    annotate,
  }) => {
    const four = await joinAll(4);
    const victim = workerOf(four[1]!)!;
    const touched = four.filter((person) => workerOf(person)?.pid === victim.pid);
    const others = four.filter((person) => !touched.includes(person));
    await untilAllReceiveAll(four);
    const peers = four.map(peerOf);
    for (const person of four) person.startCounting();
    process.kill(victim.pid, 'SIGKILL');
    await waitUntil('those on it to be on another', () =>
      touched.every((person) => ![undefined, victim.pid].includes(workerOf(person)?.pid)),
    );
    await untilAllReceiveAll(others);
    await untilAllReceiveAll(four);
    // The same peers: nobody took their seat again.
    expect(four.map(peerOf)).toEqual(peers);
    for (const receiver of others) {
      for (const sender of others.filter((other) => other !== receiver)) {
        for (const source of ['camera', 'microphone'] as const) {
          const { sequenceBreaks, pictureBreaks, lost } = streamOf(receiver, sender, source)!;
          expect({ sequenceBreaks, pictureBreaks, lost }).toEqual({
            sequenceBreaks: 0,
            pictureBreaks: 0,
            lost: 0,
          });
        }
      }
    }
    const gaps = touched.flatMap((person) =>
      person.report().received.map(({ largestGapMs }) => Math.round(largestGapMs)),
    );
    await annotate(`media away, in ms: ${gaps.toSorted((one, other) => one - other).join(', ')}`);
    expect(Math.max(...gaps)).toBeLessThan(5 * 3_000);
  });

  it('SPREAD-3: a router that nobody sits on closes, and the meeting goes on (003-41)', async () => {
    const [ada, bob, eve, max] = (await joinAll(4)) as [
      HeadlessParticipant,
      HeadlessParticipant,
      HeadlessParticipant,
      HeadlessParticipant,
    ];
    await untilAllReceiveAll([ada, bob, eve, max]);
    const stay = [ada, bob, eve, max].filter((person) => workerOf(person)?.pid === workerOf(ada)?.pid);
    for (const person of [bob, eve, max]) if (!stay.includes(person)) await person.leave();
    await waitUntil('one router', () => routers().length === 1);
    await untilAllReceiveAll(stay);
    const back = await join('Bob');
    await untilReceivesAll(back, ada);
  });
});
