// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { SoundOutput } from './SoundOutput.ts';

/** An element that the browser lets play, or not. */
function anAudio(play: () => Promise<void>) {
  const element = document.createElement('audio');
  return Object.assign(element, { play: vi.fn(play), setSinkId: vi.fn(() => Promise.resolve()) });
}
const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));

describe('UI-12: sound that the browser holds back', () => {
  it('is known from its refusal, and plays after a click', async () => {
    const sound = new SoundOutput();
    let allowed = false;
    const refusal = new DOMException('not allowed', 'NotAllowedError');
    const element = anAudio(() => (allowed ? Promise.resolve() : Promise.reject(refusal)));
    sound.play(element);
    await settled();
    await settled();
    expect(sound.blocked.get()).toBe(true);

    allowed = true;
    sound.unblock();
    await settled();
    expect(sound.blocked.get()).toBe(false);
    expect(element.play).toHaveBeenCalledTimes(2);
  });

  it('is not confused with an element that went away before it played', async () => {
    const sound = new SoundOutput();
    sound.play(anAudio(() => Promise.reject(new DOMException('gone', 'AbortError'))));
    await settled();
    await settled();
    expect(sound.blocked.get()).toBe(false);
  });

  it('goes to the speaker that was chosen, now and later', () => {
    const sound = new SoundOutput();
    const first = anAudio(() => Promise.resolve());
    sound.play(first);
    sound.setSpeaker('desk');
    expect(first.setSinkId).toHaveBeenLastCalledWith('desk');
    const second = anAudio(() => Promise.resolve());
    sound.play(second);
    expect(second.setSinkId).toHaveBeenLastCalledWith('desk');
  });
});
