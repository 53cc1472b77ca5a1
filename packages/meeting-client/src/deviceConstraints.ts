import type { VoiceSettings } from './localMediaApi.ts';

/** What is asked of the camera (004-30). */
export const cameraConstraints: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/**
 * What is asked of the microphone (004-31): a voice cleaned by the browser, or music as it is. Where a processor takes out
 * the noise, the browser does not.
 */
export function microphoneConstraints(
  voice: VoiceSettings,
  { processed }: { readonly processed: boolean },
): MediaTrackConstraints {
  if (voice.fidelity === 'music') {
    return {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: { ideal: 2 },
      sampleRate: { ideal: 48_000 },
    };
  }
  const { echoCancellation, noiseSuppression, autoGainControl } = voice;
  return { echoCancellation, noiseSuppression: noiseSuppression && !processed, autoGainControl };
}
