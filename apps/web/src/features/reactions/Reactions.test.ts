import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aParticipant, FakeMeetingClient, participantId } from '../../testing/FakeMeetingClient.ts';
import { Reactions } from './Reactions.ts';

const LONG = 60_000;

describe('REACT-1: reactions', () => {
  const client = new FakeMeetingClient();
  let reactions: Reactions;
  let close: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    client.asked.length = 0;
    client.sit([aParticipant(1, 'Ada'), aParticipant(2, 'Bob'), aParticipant(3, 'Eve')]);
    reactions = new Reactions(client);
    close = reactions.open();
  });
  afterEach(() => {
    close();
    expect(vi.getTimerCount()).toBe(0);
    expect(client.momentListenerCount).toBe(0);
    vi.useRealTimers();
  });
  const shown = () => reactions.shown.get().map(({ name, emoji }) => `${name} ${emoji}`);
  const bobReacts = (emoji: string) =>
    client.happen({ type: 'reaction', participantId: participantId(2), emoji });

  it('of others are shown for a moment', () => {
    bobReacts('👍');
    expect(shown()).toEqual(['Bob 👍']);
    vi.advanceTimersByTime(LONG);
    expect(shown()).toEqual([]);
  });

  it('of oneself are sent, and shown at once', () => {
    reactions.react('🎉');
    expect(client.asked).toEqual(['react 🎉']);
    expect(shown()).toEqual(['Ada 🎉']);
  });

  it('that nobody can choose, or of nobody, are not shown', () => {
    bobReacts('you fool');
    client.happen({ type: 'reaction', participantId: participantId(9), emoji: '👍' });
    expect(shown()).toEqual([]);
  });

  it('are not sent faster than anybody can see them', () => {
    for (let n = 0; n < 100; n++) reactions.react('👏');
    const sent = client.asked.length;
    expect(sent).toBeGreaterThan(3);
    expect(sent).toBeLessThan(20);
    vi.advanceTimersByTime(LONG);
    reactions.react('👏');
    expect(client.asked).toHaveLength(sent + 1);
  });

  it('of a flood leave room for those of others', () => {
    for (let n = 0; n < 500; n++) bobReacts('👎');
    client.happen({ type: 'reaction', participantId: participantId(3), emoji: '❤️' });
    expect(shown().length).toBeLessThan(20);
    expect(shown()).toContain('Eve ❤️');
  });

  it('are read out gathered', () => {
    bobReacts('👍');
    expect(reactions.said.get()).toBeUndefined();
    vi.advanceTimersByTime(LONG);
    expect(reactions.said.get()).toMatchObject({ count: 1, last: { name: 'Bob', emojiName: 'thumbsUp' } });
    for (const emoji of ['👍', '🎉', '😂']) bobReacts(emoji);
    vi.advanceTimersByTime(LONG);
    expect(reactions.said.get()).toMatchObject({ count: 3, last: { name: 'Bob', emojiName: 'laughing' } });
  });
});
