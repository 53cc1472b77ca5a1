// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeMeetingClient, participantId } from '../../testing/FakeMeetingClient.ts';
import { SpeakingRings } from './SpeakingRings.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('UI-9: the ring around who speaks', () => {
  it('appears with the voice and stays over the pause between two words', () => {
    const client = new FakeMeetingClient();
    const rings = new SpeakingRings(client);
    const tile = document.createElement('div');
    rings.watch(participantId(1), tile);

    client.volumes.set(participantId(1), 0.5);
    vi.advanceTimersByTime(50);
    expect(tile.dataset['speaking']).toBe('true');

    client.volumes.set(participantId(1), 0);
    vi.advanceTimersByTime(200);
    expect(tile.dataset['speaking']).toBe('true');
    vi.advanceTimersByTime(600);
    expect(tile.dataset['speaking']).toBe('false');
  });

  it('leaves no frame running when the last tile is gone', () => {
    const rings = new SpeakingRings(new FakeMeetingClient());
    const unwatch = rings.watch(participantId(1), document.createElement('div'));
    unwatch();
    expect(vi.getTimerCount()).toBe(0);
  });
});
