import { randomUUID } from 'node:crypto';
import { ParticipantId, streamIdOf } from '@convene/protocol';
import { expect, it } from 'vitest';
import { HeldBack } from './HeldBack.ts';

const streams = Array.from({ length: 2 }, () =>
  streamIdOf(ParticipantId.parse(randomUUID()), 'camera'),
).sort();
const pass = (heldBack: HeldBack, found: typeof streams) => {
  heldBack.begin();
  for (const streamId of found) heldBack.add(streamId);
  return heldBack.settle();
};

it('PLACE-26: what is held back is told when it is another thing than at the pass before', () => {
  const heldBack = new HeldBack();
  expect(pass(heldBack, [])).toBe(false);
  expect(pass(heldBack, streams)).toBe(true);
  expect(pass(heldBack, streams.toReversed())).toBe(false);
  expect(heldBack.streamIds).toEqual(streams);
  expect(pass(heldBack, streams.slice(1))).toBe(true);
  expect(pass(heldBack, [])).toBe(true);
  expect(heldBack.streamIds).toEqual([]);
});

it('PLACE-26: until a pass is over the last one counts', () => {
  const heldBack = new HeldBack();
  pass(heldBack, streams);
  heldBack.begin();
  expect(heldBack.streamIds).toEqual(streams);
});
