import { assertNever, type Source, type VideoCodec } from '@convene/protocol';
import type { Fidelity } from './localMediaApi.ts';
import type { ScreenContent } from './snapshot.ts';

/** What is sent for one source: simulcast layers from low to high, and the codec's options. */
export type SendSettings = {
  readonly encodings: readonly Encoding[];
  readonly codecOptions: CodecOptions;
};

export type Encoding = {
  readonly maxBitrate: number;
  readonly maxFramerate?: number;
  readonly scaleResolutionDownBy?: number;
  readonly scalabilityMode?: string;
};

type CodecOptions = {
  readonly opusDtx?: boolean;
  readonly opusFec?: boolean;
  readonly opusStereo?: boolean;
  readonly opusMaxAverageBitrate?: number;
  readonly videoGoogleStartBitrate?: number;
};

/** 320×180, 640×360 and 1280×720 at 30 frames per second (004-49, 004-51), low to high (X11). */
const CAMERA_BITRATES = [300_000, 1_000_000, 5_000_000] as const;
/**
 * While anybody sees it among many (DESIGN §5). They get half its frames, which are three fifths of its bits: 49 of them are less
 * than 4 Mbit/s. Who sees few still has all frames.
 */
const AMONG_MANY_BITRATE = 100_000;
/** VP9 and AV1 do with less, and a layer builds upon the one below it. */
const LAYERED_BITRATES = [250_000, 900_000, 3_500_000] as const;
/** Text is few frames with many pixels, a film many frames: each has its own limits. */
const SCREEN_ENCODINGS: Readonly<Record<ScreenContent, Encoding>> = {
  text: { maxBitrate: 2_500_000, maxFramerate: 15 },
  video: { maxBitrate: 5_000_000, maxFramerate: 30 },
};
const VOICE_BITRATE = 128_000;
/** Stereo that a musician accepts. */
const MUSIC_BITRATE = 256_000;
const START_KBITS = 1000;

/**
 * The camera's layers for a picture whose shorter side is `lines`: each half the size of the next. A camera too small
 * for three gets fewer: a layer below 180 lines shows nobody.
 */
export function cameraEncodings(lines: number | undefined): readonly Encoding[] {
  const count = lines === undefined || lines >= 540 ? 3 : lines >= 270 ? 2 : 1;
  return CAMERA_BITRATES.slice(0, count).map((maxBitrate, index) => ({
    maxBitrate,
    maxFramerate: 30,
    scaleResolutionDownBy: 2 ** (count - 1 - index),
    // A single encoding with temporal layers is SVC to mediasoup, which VP8 does not have.
    ...(count > 1 && { scalabilityMode: 'L1T3' }),
  }));
}

/** Of a camera's lowest layer. */
export const lowestLimits = (amongMany: boolean): Encoding => ({
  maxBitrate: amongMany ? AMONG_MANY_BITRATE : CAMERA_BITRATES[0],
  maxFramerate: 30,
});

/** The same layers within one encoding, of which each is decoded without those above it (004-50). */
function layeredEncoding(lines: number | undefined): Encoding {
  const count = cameraEncodings(lines).length;
  const scalabilityMode = count === 1 ? 'L1T3' : `L${count}T3_KEY`;
  return { maxBitrate: LAYERED_BITRATES[count - 1] ?? 0, maxFramerate: 30, scalabilityMode };
}

export const screenEncoding = (content: ScreenContent): Encoding => SCREEN_ENCODINGS[content];

type Shape = {
  readonly width?: number;
  readonly height?: number;
  readonly content?: ScreenContent;
  readonly fidelity?: Fidelity;
  /** Of a camera; VP8 unless it is said. */
  readonly codec?: VideoCodec | undefined;
};

/** How each source is sent (004-31, 004-32, 004-49..51). */
export function sendSettings(source: Source, shape: Shape): SendSettings {
  switch (source) {
    case 'camera': {
      const { width, height, codec = 'vp8' } = shape;
      const lines = width === undefined || height === undefined ? undefined : Math.min(width, height);
      return {
        encodings: codec === 'vp8' ? cameraEncodings(lines) : [layeredEncoding(lines)],
        codecOptions: { videoGoogleStartBitrate: START_KBITS },
      };
    }
    case 'screen': {
      return {
        encodings: [screenEncoding(shape.content ?? 'text')],
        codecOptions: { videoGoogleStartBitrate: START_KBITS },
      };
    }
    case 'microphone': {
      return microphoneSettings(shape.fidelity ?? 'voice');
    }
    case 'screenAudio': {
      return {
        encodings: [{ maxBitrate: VOICE_BITRATE }],
        codecOptions: { opusStereo: true, opusFec: true, opusDtx: false },
      };
    }
    default: {
      return assertNever(source);
    }
  }
}

function microphoneSettings(fidelity: Fidelity): SendSettings {
  if (fidelity === 'voice') {
    return { encodings: [{ maxBitrate: VOICE_BITRATE }], codecOptions: { opusDtx: true, opusFec: true } };
  }
  return {
    encodings: [{ maxBitrate: MUSIC_BITRATE }],
    // DTX would cut off what fades out.
    codecOptions: { opusStereo: true, opusMaxAverageBitrate: MUSIC_BITRATE, opusFec: true, opusDtx: false },
  };
}
