import { MOST_OPEN_MICROPHONES } from '@convene/placement';
import {
  FEW_PICTURES,
  kindOfSource,
  ParticipantId,
  type Source,
  type StreamId,
  streamIdOf,
} from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { viewTile } from '../../test/viewTile.ts';
import {
  crowdInView,
  microphonesAreMany,
  picturesAreMany,
  type Receiver,
  type RuledStream,
  selectStreams,
} from './consumeRules.ts';

const person = (n: number) => ParticipantId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const stream = (n: number, source: Source, paused = false): RuledStream => ({
  streamId: streamIdOf(person(n), source),
  participantId: person(n),
  source,
  kind: kindOfSource(source),
  paused,
});
const me: Receiver = { participantId: person(0), role: 'participant', isVisible: () => true, loudest: [] };
const microphones = (count: number, paused = false) =>
  Array.from({ length: count }, (_, n) => stream(n + 1 + (paused ? 100 : 0), 'microphone', paused));

describe('selectStreams', () => {
  it('CONSUME-10: everything of the others that is in view; nothing of one’s own', () => {
    const others = (['camera', 'microphone', 'screen', 'screenAudio'] as const).map((source) =>
      stream(1, source),
    );
    const selected = selectStreams([...others, stream(0, 'camera'), stream(0, 'microphone')], me);
    expect([...selected].sort()).toEqual(others.map(({ streamId }) => streamId).sort());
  });

  it('CONSUME-11: hidden video is left out, its sound is not', () => {
    const selected = selectStreams([stream(1, 'camera'), stream(1, 'microphone')], {
      ...me,
      isVisible: () => false,
    });
    expect([...selected]).toEqual([streamIdOf(person(1), 'microphone')]);
  });

  it('CONSUME-12: who waits to be let in gets nothing (004-98)', () => {
    expect(selectStreams([stream(1, 'camera')], { ...me, role: 'waiting' }).size).toBe(0);
  });

  it('CONSUME-13: up to 25 open microphones all of them; muted ones fill what is left', () => {
    const selected = selectStreams([...microphones(30, true), ...microphones(20)], me);
    expect(selected.size).toBe(MOST_OPEN_MICROPHONES);
    for (const { streamId } of microphones(20)) expect(selected.has(streamId)).toBe(true);
  });

  it('CONSUME-14: above that, the loudest 10', () => {
    const loudest = [40, 3, 17, 8].map(person);
    const selected = selectStreams(microphones(40), { ...me, loudest });
    expect(selected.size).toBe(10);
    for (const who of loudest) expect(selected.has(streamIdOf(who, 'microphone'))).toBe(true);
  });
});

describe('crowdInView', () => {
  const view = { tile: (streamId: StreamId) => viewTile(streamId, { width: 10, height: 10 }) };
  const streams = [
    stream(1, 'camera'),
    stream(2, 'camera', true),
    stream(3, 'microphone'),
    stream(4, 'screen'),
  ];

  it('VIEW-6: of the selected, the pictures that are on', () => {
    const selected = new Set(streams.map(({ streamId }) => streamId));
    const crowd = crowdInView(
      { selected, streams: streams.map((info) => ({ streamId: info.streamId, info })) },
      view,
    );
    expect(crowd).toEqual({ pictures: 2, area: 200 });
  });

  it('VIEW-6: what is not in view is not in the crowd', () => {
    const selected = new Set([stream(1, 'camera').streamId]);
    const crowd = crowdInView(
      { selected, streams: streams.map((info) => ({ streamId: info.streamId, info })) },
      view,
    );
    expect(crowd).toEqual({ pictures: 1, area: 100 });
  });
});

describe('whether more than one stream is touched', () => {
  const cameras = (count: number) => Array.from({ length: count }, (_, n) => stream(n + 1, 'camera'));

  it('CONSUME-14: who speaks matters for others above the limit of open microphones alone', () => {
    expect(microphonesAreMany([...microphones(MOST_OPEN_MICROPHONES), ...cameras(50)])).toBe(false);
    expect(microphonesAreMany(microphones(MOST_OPEN_MICROPHONES + 1))).toBe(true);
  });

  it('VIEW-6: so does who turns a camera off, among many pictures', () => {
    expect(picturesAreMany([...cameras(FEW_PICTURES), ...microphones(50)])).toBe(false);
    expect(picturesAreMany(cameras(FEW_PICTURES + 1))).toBe(true);
  });
});
