import { readFileSync } from 'node:fs';
import { LocalServer, RecordingLog, type TestMeeting, waitFor, waitUntil } from '@convene/media/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { People, untilReceives } from './People.ts';

const residentMb = (pid: number) =>
  (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;

describe('a receiver that never acknowledges transport-cc', () => {
  const people = new People();
  const log = new RecordingLog();
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start({ log, limits: { acknowledgeMs: 1_000 } });
    meeting = await local.createMeeting();
  });
  afterAll(async () => {
    people.closeAll();
    await local.close();
  });

  const peerOf = (name: string) => {
    const members = local.server.rooms.all.flatMap((room) => room.members);
    return members.find(({ seat }) => seat.info.name === name)?.peer;
  };
  const closings = () =>
    log.lines.filter(
      ({ fields, message }) => message === 'peer state changed' && fields['reason'] !== undefined,
    );

  it('BOUND-21: is closed before it costs memory, is told why, and the others notice nothing', async () => {
    // As lively as a real meeting, in packets.
    const send = { opusFrameMs: 20, fps: 20 } as const;
    const [ada, bob, max] = [
      await people.join(local, meeting, { name: 'Ada', send }),
      await people.join(local, meeting, { name: 'Bob', send }),
      await people.join(local, meeting, { name: 'Max', send }),
    ];
    for (const person of [ada, bob, max]) person.setVoiceLevel(20);
    await untilReceives([bob, ada, 'camera'], ({ frames }) => frames > 3);
    const stay = ['Ada', 'Bob', 'Max'].map((name) => [name, peerOf(name)] as const);
    const [worker] = local.server.pool.workers;
    const before = residentMb(worker!.pid);

    const eve = await people.join(local, meeting, { name: 'Eve', transportCc: true });
    const first = await waitFor('Eve', () => peerOf('Eve')?.peerId);
    await untilReceives([eve, ada, 'camera']);
    await waitUntil('Eve’s peer to be closed', () =>
      closings().some(({ fields }) => fields['peerId'] === first && fields['reason'] === 'notAcknowledging'),
    );
    // She comes back by herself; what is wrong with her may be gone.
    await waitUntil('Eve’s next peer', () => ![undefined, first].includes(peerOf('Eve')?.peerId));
    eve.close();
    expect(residentMb(worker!.pid) - before).toBeLessThan(50);

    // Who was not asked to acknowledge anything is not judged, and misses nothing.
    const { frames } = await untilReceives([bob, ada, 'camera']);
    const later = await untilReceives([bob, ada, 'camera'], (stream) => stream.frames > frames + 3);
    expect(later).toMatchObject({ sequenceBreaks: 0, lost: 0 });
    expect(closings().map(({ fields }) => fields['reason'])).not.toContain('workerDied');
    for (const [name, peer] of stay) expect(peerOf(name)).toBe(peer);
  });
});
