// @vitest-environment happy-dom
import type { LocalMediaApi } from '@convene/meeting-client';
import { expect, it } from 'vitest';
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
