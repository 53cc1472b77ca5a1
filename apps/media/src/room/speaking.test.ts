import { randomUUID } from 'node:crypto';
import { ParticipantId } from '@convene/protocol';
import { expect, it } from 'vitest';
import { Loudness } from './Loudness.ts';
import { SpeakerChoice } from './SpeakerChoice.ts';

const [ada, bob, eve] = [0, 1, 2].map(() => ParticipantId.parse(randomUUID())) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];
const levels = (...volumes: [ParticipantId, number][]) => new Map(volumes);

it('SPREAD-14: of those who dominate on each router the loudest is the active speaker', () => {
  const choice = new SpeakerChoice();
  expect(choice.choose([], levels(), 0)).toBe(false);
  expect(choice.choose([ada, bob], levels([ada, -50], [bob, -30]), 0)).toBe(true);
  expect(choice.current).toBe(bob);
});

it('SPREAD-14: who is louder takes over when it lasts, and not within a syllable', () => {
  const choice = new SpeakerChoice();
  choice.choose([ada], levels([ada, -30]), 0);
  // Both speak, and each is the louder one in turn.
  for (let now = 250; now < 5_000; now += 250) {
    const ahead = now % 500 === 0;
    expect(choice.choose([ada, bob], levels([ada, ahead ? -20 : -40], [bob, -30]), now)).toBe(false);
  }
  expect(choice.choose([ada, bob], levels([ada, -90], [bob, -30]), 5_000)).toBe(false);
  expect(choice.choose([ada, bob], levels([ada, -90], [bob, -60]), 5_250)).toBe(false);
  expect(choice.choose([ada, bob], levels([ada, -90], [bob, -30]), 5_600)).toBe(true);
  expect(choice.current).toBe(bob);
});

it('SPREAD-14: two who take turns at being louder than the speaker each wait their own time', () => {
  const choice = new SpeakerChoice();
  choice.choose([ada], levels(), 0);
  for (let now = 400; now < 4_000; now += 400) {
    const louder = now % 800 === 0 ? bob : eve;
    expect(choice.choose([ada, bob, eve], levels([louder, -30]), now)).toBe(false);
  }
});

it('SPREAD-14: who is gone, or whom another one follows on their own router, is followed at once', () => {
  const choice = new SpeakerChoice();
  choice.choose([ada, bob], levels([ada, -20], [bob, -50]), 0);
  choice.choose([eve, bob], levels([eve, -40], [bob, -50]), 10);
  expect(choice.current).toBe(eve);
  choice.choose([bob], levels(), 20);
  expect(choice.current).toBe(bob);
  choice.choose([], levels(), 30);
  expect(choice.current).toBeNull();
});

it('SPREAD-13: the loudness of all routers is one list, the loudest first; who fell silent unheard is not in it', () => {
  const loudness = new Loudness<string>();
  loudness.set('one', [[ada, -40]], 0);
  loudness.set(
    'other',
    [
      [bob, -20],
      [eve, -60],
    ],
    100,
  );
  expect([...loudness.read(200).keys()]).toEqual([bob, ada, eve]);
  expect([...loudness.read(1_550).keys()]).toEqual([bob, eve]);
  loudness.set('other', [], 1_560);
  expect(loudness.read(1_560).size).toBe(0);
});
