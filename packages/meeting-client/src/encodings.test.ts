import { describe, expect, it } from 'vitest';
import { cameraEncodings, sendSettings } from './encodings.ts';

describe('cameraEncodings', () => {
  it.each([
    {
      lines: 720,
      layers: [
        [4, 300_000],
        [2, 1_000_000],
        [1, 5_000_000],
      ],
    },
    {
      lines: 1080,
      layers: [
        [4, 300_000],
        [2, 1_000_000],
        [1, 5_000_000],
      ],
    },
    {
      lines: undefined,
      layers: [
        [4, 300_000],
        [2, 1_000_000],
        [1, 5_000_000],
      ],
    },
    {
      lines: 480,
      layers: [
        [2, 300_000],
        [1, 1_000_000],
      ],
    },
    {
      lines: 360,
      layers: [
        [2, 300_000],
        [1, 1_000_000],
      ],
    },
    { lines: 180, layers: [[1, 300_000]] },
  ])(
    'SEND-1: $lines lines give the layers $layers, low to high (004-49, 004-51, X11)',
    ({ lines, layers }) => {
      const encodings = cameraEncodings(lines);
      expect(encodings.map((each) => [each.scaleResolutionDownBy, each.maxBitrate])).toEqual(layers);
      expect(encodings.every((each) => each.maxFramerate === 30)).toBe(true);
    },
  );

  it.each([
    [1080, 'L3T3_KEY'],
    [720, 'L3T3_KEY'],
    [undefined, 'L3T3_KEY'],
    [360, 'L2T3_KEY'],
    [180, 'L1T3'],
  ])('CODEC-5: VP9 and AV1 of %s lines are one encoding with the layers %s (004-50)', (lines, mode) => {
    for (const codec of ['vp9', 'av1'] as const) {
      const picture = lines === undefined ? {} : { width: (lines * 16) / 9, height: lines };
      const { encodings } = sendSettings('camera', { ...picture, codec });
      expect(encodings).toMatchObject([{ scalabilityMode: mode, maxFramerate: 30 }]);
    }
  });

  it('SEND-1: a portrait picture is measured by its shorter side', () => {
    expect(sendSettings('camera', { width: 720, height: 1280 }).encodings).toHaveLength(3);
    expect(sendSettings('camera', { width: 360, height: 640 }).encodings).toHaveLength(2);
  });
});

describe('sendSettings', () => {
  it('SEND-2: the camera starts at 1000 kbit/s (004-32)', () => {
    expect(sendSettings('camera', {}).codecOptions).toEqual({ videoGoogleStartBitrate: 1000 });
  });

  it('SEND-3: voice is sent with 128 kbit/s, silence suppression and error correction (004-31)', () => {
    const { encodings, codecOptions } = sendSettings('microphone', {});
    expect(encodings).toEqual([{ maxBitrate: 128_000 }]);
    expect(codecOptions).toEqual({ opusDtx: true, opusFec: true });
  });

  it('SEND-4: a screen is one layer, and its sound is not taken for silence', () => {
    expect(sendSettings('screen', { width: 1920, height: 1080 }).encodings).toHaveLength(1);
    expect(sendSettings('screenAudio', {}).codecOptions).toMatchObject({ opusDtx: false, opusStereo: true });
  });

  it('DEVICE-12: music is sent in stereo, at twice the bitrate and without gaps', () => {
    const { encodings, codecOptions } = sendSettings('microphone', { fidelity: 'music' });
    expect(encodings).toEqual([{ maxBitrate: 256_000 }]);
    expect(codecOptions).toMatchObject({ opusStereo: true, opusMaxAverageBitrate: 256_000, opusDtx: false });
  });
});
