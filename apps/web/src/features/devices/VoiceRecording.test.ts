// @vitest-environment happy-dom
import type { LocalMediaApi } from '@convene/meeting-client';
import { afterEach, expect, it, vi } from 'vitest';
import { VoiceRecording } from './VoiceRecording.ts';

/** A microphone that opens when the person has said yes. */
function microphone() {
  const allowed = Promise.withResolvers<void>();
  const copies: { stopped: boolean }[] = [];
  let isOpen = false;
  const track = {
    clone: () => {
      const copy = { enabled: false, stopped: false, stop: () => (copy.stopped = true) };
      copies.push(copy);
      return copy;
    },
  };
  const media = {
    get microphoneTrack() {
      return isOpen ? track : undefined;
    },
    startMicrophone: async () => {
      await allowed.promise;
      isOpen = true;
    },
  };
  return { media: media as unknown as LocalMediaApi, copies, allow: allowed.resolve };
}

class FakeRecorder extends EventTarget {
  readonly mimeType = 'audio/webm';
  state = 'inactive';

  start(): void {
    this.state = 'recording';
  }
  stop(): void {
    this.state = 'inactive';
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['sound']) }));
    this.dispatchEvent(new Event('stop'));
  }
}

afterEach(() => void vi.unstubAllGlobals());

it('DEVICE-15: two clicks while the microphone opens take one copy of it; closed meanwhile, none', async () => {
  const { media, copies, allow } = microphone();
  const recording = new VoiceRecording(media);
  const other = new VoiceRecording(media);
  const clicks = [recording.record(), recording.record(), other.record()];
  other.close();
  allow();
  await Promise.all(clicks);
  expect(copies).toHaveLength(1);
  recording.close();
  expect(copies.every(({ stopped }) => stopped)).toBe(true);
});

it('DEVICE-15: who records anew before the former recording has begun to sound is not cut short', async () => {
  vi.stubGlobal('MediaRecorder', FakeRecorder);
  vi.stubGlobal('MediaStream', EventTarget);
  const { media, allow } = microphone();
  allow();
  const recording = new VoiceRecording(media);
  await recording.record();
  recording.stop();
  const sounding = Promise.withResolvers<void>();
  const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockReturnValue(sounding.promise);
  const playing = recording.play('');
  await recording.record();
  // As browsers answer when what was to be played is taken away.
  sounding.reject(new DOMException('', 'AbortError'));
  await playing;
  expect(recording.state.get().state).toBe('recording');
  play.mockRestore();
  recording.close();
});
