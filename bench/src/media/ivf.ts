/** A video file of bare frames. */
export type IvfVideo = {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Buffer[];
};

const FRAME_HEADER_BYTES = 12;

/** Reads the IVF container: a header, then each frame after its length and time. @throws an Error when it is none */
export function parseIvf(file: Buffer): IvfVideo {
  if (file.toString('latin1', 0, 4) !== 'DKIF') throw new Error('no IVF file');
  const frames: Buffer[] = [];
  let offset = file.readUInt16LE(6);
  while (offset + FRAME_HEADER_BYTES <= file.length) {
    const start = offset + FRAME_HEADER_BYTES;
    offset = start + file.readUInt32LE(offset);
    frames.push(file.subarray(start, offset));
  }
  return { width: file.readUInt16LE(12), height: file.readUInt16LE(14), frames };
}
