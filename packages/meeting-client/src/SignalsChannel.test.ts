import { defaultLimits, ParticipantId, type SignalDown } from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MomentaryEvent } from './api.ts';
import { loudnessOf, SignalsChannel } from './SignalsChannel.ts';

const bob = ParticipantId.parse(crypto.randomUUID());

function createSignals() {
  const sent: unknown[] = [];
  const moments: MomentaryEvent[] = [];
  const onTyping = vi.fn<() => void>();
  const signals = new SignalsChannel({
    send: (text) => sent.push(JSON.parse(text)) > 0,
    onTyping,
    onMoment: (event) => moments.push(event),
  });
  const receive = (down: SignalDown) => signals.receive(JSON.stringify(down));
  return { signals, sent, moments, onTyping, receive };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('SignalsChannel', () => {
  it('CHAT-11: a typing mark goes when it is not renewed', () => {
    const { signals, receive } = createSignals();
    receive({ type: 'typing', participantId: bob, typing: true });
    expect(signals.typing).toEqual([bob]);
    vi.advanceTimersByTime(defaultLimits.typingMs - 1);
    receive({ type: 'typing', participantId: bob, typing: true });
    vi.advanceTimersByTime(defaultLimits.typingMs - 1);
    expect(signals.typing).toEqual([bob]);
    vi.advanceTimersByTime(1);
    expect(signals.typing).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('CHAT-11: a typing mark goes when its person stops, or has sent', () => {
    const { signals, receive } = createSignals();
    receive({ type: 'typing', participantId: bob, typing: true });
    receive({ type: 'typing', participantId: bob, typing: false });
    expect(signals.typing).toEqual([]);
    receive({ type: 'typing', participantId: bob, typing: true });
    signals.stopTyping(bob);
    expect(signals.typing).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('CHAT-12: many key presses send one mark in two seconds, and stopping sends its end once', () => {
    const { signals, sent } = createSignals();
    for (let press = 0; press < 30; press += 1) {
      signals.setTyping(true);
      vi.advanceTimersByTime(100);
    }
    expect(sent).toEqual([
      { type: 'typing', typing: true },
      { type: 'typing', typing: true },
    ]);
    signals.setTyping(false);
    signals.setTyping(false);
    expect(sent).toHaveLength(3);
    expect(sent.at(-1)).toEqual({ type: 'typing', typing: false });
  });

  it('CHAT-13: reactions are handed on and kept nowhere', () => {
    const { signals, sent, moments, receive } = createSignals();
    receive({ type: 'reaction', participantId: bob, emoji: '👍' });
    expect(moments).toEqual([{ type: 'reaction', participantId: bob, emoji: '👍' }]);
    signals.react('🎉');
    expect(sent).toEqual([{ type: 'reaction', emoji: '🎉' }]);
  });

  it('CLIENT-7: loudness is what was told last; who is not in it is silent', () => {
    const { signals, receive } = createSignals();
    receive({ type: 'volumes', volumes: [[bob, -15]] });
    expect(signals.volume(bob)).toBe(1);
    receive({ type: 'volumes', volumes: [] });
    expect(signals.volume(bob)).toBe(0);
  });

  it('RECOVER-5: nobody is shown as speaking once the channel has fallen silent', () => {
    const { signals, receive } = createSignals();
    receive({ type: 'volumes', volumes: [[bob, -15]] });
    vi.advanceTimersByTime(1500);
    expect(signals.volume(bob)).toBe(1);
    vi.advanceTimersByTime(1);
    expect(signals.volume(bob)).toBe(0);
  });

  it.each([
    [-127, 0],
    [-65, 0],
    [-40, 0.5],
    [-15, 1],
    [0, 1],
  ])('CLIENT-7: %i dBov are as loud as %d', (decibels, loudness) => {
    expect(loudnessOf(decibels)).toBe(loudness);
  });
});
