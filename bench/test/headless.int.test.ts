import { LocalServer, type TestMeeting } from '@convene/media/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { People, untilReceives } from './People.ts';

describe('headless participants', () => {
  const people = new People();
  let local: LocalServer;
  let meeting: TestMeeting;

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
  });
  afterEach(() => {
    people.closeAll();
  });
  afterAll(async () => {
    await local.close();
  });

  it('LOAD-1: two receive each other’s sound and picture, without a break', async () => {
    const ada = await people.join(local, meeting, { name: 'Ada' });
    const bob = await people.join(local, meeting, { name: 'Bob' });
    for (const pair of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      const sound = await untilReceives([...pair, 'microphone'], ({ packets }) => packets >= 10);
      const picture = await untilReceives([...pair, 'camera'], ({ frames }) => frames >= 5);
      expect(sound).toMatchObject({ sequenceBreaks: 0, lost: 0 });
      expect(picture).toMatchObject({
        sequenceBreaks: 0,
        lost: 0,
        pictureBreaks: 0,
        width: 320,
        height: 180,
      });
    }
  });
});
