import { randomUUID } from 'node:crypto';
import {
  ParticipantId,
  type ParticipantInfo,
  PeerId,
  ProducerId,
  type StreamInfo,
  streamIdOf,
} from '@convene/protocol';
import { expect, it } from 'vitest';
import { participantInfo } from '../../test/participantInfo.ts';
import { currentPeople, personChanges, streamChanges } from './changes.ts';

const stream = (change: Partial<StreamInfo> = {}): StreamInfo => {
  const participantId = ParticipantId.parse(randomUUID());
  return {
    streamId: streamIdOf(participantId, 'camera'),
    participantId,
    peerId: PeerId.parse(randomUUID()),
    seatEpoch: 1,
    source: 'camera',
    kind: 'video',
    producerId: ProducerId.parse(randomUUID()),
    paused: false,
    ...change,
  };
};
const people = (...list: ParticipantInfo[]) => new Map(list.map((one) => [one.participantId, one]));
const streams = (...list: StreamInfo[]) => new Map(list.map((one) => [one.producerId, one]));

it('SPREAD-8: of several who claim a seat the highest epoch has it, in whatever order they come', () => {
  const old = participantInfo();
  const current = participantInfo({ participantId: old.participantId, seatEpoch: 2 });
  for (const claims of [
    [old, current],
    [current, old],
  ]) {
    expect([...currentPeople(claims).values()]).toEqual([current]);
  }
});

it('SPREAD-8: who comes, changes and goes is told once; a seat’s new peer is no end and no beginning', () => {
  const [ada, bob, eve] = [participantInfo(), participantInfo(), participantInfo()];
  const adaAgain = participantInfo({ participantId: ada.participantId, seatEpoch: 2 });
  const muted = { ...bob, muted: true };
  const changes = personChanges(people(ada, bob, eve), people(adaAgain, muted));
  expect(changes).toEqual([
    { type: 'left', participant: eve },
    { type: 'came', participant: adaAgain },
    { type: 'updated', participant: muted },
  ]);
  expect(personChanges(people(ada, bob), people({ ...ada }, bob))).toEqual([]);
});

it.each(['name', 'role', 'muted', 'cameraOff', 'connection', 'joinedAt', 'seatEpoch'] as const)(
  'SPREAD-8: a change of %s is one',
  (key) => {
    const ada = participantInfo();
    const other = { ...ada, [key]: 'other' };
    expect(personChanges(people(ada), people(other))).toEqual([{ type: 'updated', participant: other }]);
  },
);

it('SPREAD-8: a stream that goes on by another producer is told of before the former one’s end', () => {
  const [old, quiet, gone] = [stream(), stream(), stream()];
  const next = stream({ streamId: old.streamId, seatEpoch: 2 });
  const paused = { ...quiet, paused: true };
  expect(streamChanges(streams(old, quiet, gone), streams(paused, next))).toEqual([
    { type: 'paused', stream: paused },
    { type: 'added', stream: next },
    { type: 'removed', stream: old },
    { type: 'removed', stream: gone },
  ]);
  expect(streamChanges(streams(paused), streams(quiet))).toEqual([{ type: 'resumed', stream: quiet }]);
  expect(streamChanges(streams(quiet), streams({ ...quiet }))).toEqual([]);
});
