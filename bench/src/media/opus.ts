/** 20 ms of a 400 Hz tone, mono, whole periods: the same frame follows itself without a break. */
const TONE = Buffer.from(
  '+K2kxtPOY9XCAtCpYhzdU+LNw5DBLo/sISu2t7U3HWtbQGpyKTbb8/1JyiMqUcAl/7vqAz35pqPlTsCfuQ==',
  'base64',
);
const FRAME_MS = 20;
const SAMPLES_PER_MS = 48;

export type OpusFrameMs = 20 | 40 | 60;

export type OpusPacket = { readonly payload: Buffer; readonly samples: number };

/** One packet of that length (RFC 6716 §3.2): one frame as it is, or several of equal size behind one heading. */
export function opusPacket(ms: OpusFrameMs): OpusPacket {
  const samples = ms * SAMPLES_PER_MS;
  const frames = ms / FRAME_MS;
  if (frames === 1) return { payload: TONE, samples };
  const [contents = 0] = TONE;
  const frame = TONE.subarray(1);
  const heading = Buffer.from([contents | 0b11, frames]);
  return { payload: Buffer.concat([heading, ...Array<Buffer>(frames).fill(frame)]), samples };
}
