import { randomUUID } from 'node:crypto';
import { ParticipantId, PeerId, ProducerId, RouterId, streamIdOf } from '@convene/protocol';
import type { LinkedStream, PartSnapshot } from '@convene/protocol/link';
import { expect, it } from 'vitest';
import { applyPartEvent } from './mirror.ts';

const participantId = ParticipantId.parse(randomUUID());
const [former, current] = [PeerId.parse(randomUUID()), PeerId.parse(randomUUID())];
const ada = {
  participantId,
  peerId: current,
  seatEpoch: 2,
  name: 'Ada',
  role: 'participant',
  muted: false,
  cameraOff: false,
  connection: 'connected',
  joinedAt: 0,
} as const;
const stream: LinkedStream = {
  streamId: streamIdOf(participantId, 'camera'),
  participantId,
  peerId: current,
  seatEpoch: 2,
  source: 'camera',
  kind: 'video',
  producerId: ProducerId.parse(randomUUID()),
  routerId: RouterId.parse(randomUUID()),
  paused: false,
};
const empty: PartSnapshot = { participants: [], streams: [], speaker: null };
const part: PartSnapshot = { participants: [ada], streams: [stream], speaker: null };
const { producerId, streamId } = stream;

it('MAP-4: each event changes the mirror as it changed the part', () => {
  const came = applyPartEvent(empty, { type: 'participantChanged', participant: ada });
  expect(applyPartEvent(came, { type: 'streamAdded', stream })).toEqual(part);
  const muted = { ...ada, muted: true };
  expect(applyPartEvent(part, { type: 'participantChanged', participant: muted }).participants).toEqual([
    muted,
  ]);
  const paused = applyPartEvent(part, { type: 'streamPaused', producerId, streamId, paused: true });
  expect(paused.streams).toEqual([{ ...stream, paused: true }]);
  expect(applyPartEvent(part, { type: 'streamRemoved', producerId, streamId }).streams).toEqual([]);
  expect(applyPartEvent(part, { type: 'speakerChanged', speaker: participantId }).speaker).toBe(
    participantId,
  );
  expect(applyPartEvent(part, { type: 'part', part: empty })).toBe(empty);
});

it('MAP-4: a former peer of a seat that ends leaves the person where they are', () => {
  const left = (peerId: PeerId) =>
    applyPartEvent(part, { type: 'participantLeft', participantId, peerId, reason: 'replaced' });
  expect(left(former)).toBe(part);
  expect(left(current).participants).toEqual([]);
});

it('MAP-4: what comes twice is there once, and signals are no state', () => {
  expect(applyPartEvent(part, { type: 'streamAdded', stream })).toEqual(part);
  expect(applyPartEvent(part, { type: 'participantChanged', participant: ada })).toEqual(part);
  expect(applyPartEvent(part, { type: 'chatAppended', seq: 1 })).toBe(part);
});
