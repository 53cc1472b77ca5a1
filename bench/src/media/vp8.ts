/** VP8 in RTP (RFC 7741), as far as it is sent and counted here. */

const DESCRIPTOR_BYTES = 6;
const PACKET_BYTES = 1100;

const EXTENDED = 0x80;
const START = 0x10;
const HAS_PICTURE_ID = 0x80;
const HAS_TL0 = 0x40;
const HAS_TID = 0x20;
const HAS_KEY_INDEX = 0x10;
/** Of a frame above the lowest temporal layer: it needs none but that one. */
const LAYER_SYNC = 0x20;
const LONG_PICTURE_ID = 0x80;
const START_CODE = 0x9d_01_2a;

export type FrameNumbers = {
  readonly pictureId: number;
  readonly tl0PicIdx: number;
  readonly temporalLayer?: number;
};

/** The payloads of one frame, each behind its descriptor. */
export function packetize(
  frame: Buffer,
  { pictureId, tl0PicIdx, temporalLayer = 0 }: FrameNumbers,
): Buffer[] {
  const packets: Buffer[] = [];
  for (let offset = 0; offset < frame.length; offset += PACKET_BYTES) {
    const descriptor = Buffer.alloc(DESCRIPTOR_BYTES);
    descriptor[0] = EXTENDED | (offset === 0 ? START : 0);
    descriptor[1] = HAS_PICTURE_ID | HAS_TL0 | HAS_TID;
    descriptor.writeUInt16BE((LONG_PICTURE_ID << 8) | pictureId, 2);
    descriptor[4] = tl0PicIdx;
    descriptor[5] = (temporalLayer << 6) | (temporalLayer > 0 ? LAYER_SYNC : 0);
    packets.push(Buffer.concat([descriptor, frame.subarray(offset, offset + PACKET_BYTES)]));
  }
  return packets;
}

export type Vp8Packet = {
  /** A frame begins with it. */
  readonly start: boolean;
  readonly pictureId: number | undefined;
  /** With the first packet of a key frame: its size. */
  readonly keyFrame: { readonly width: number; readonly height: number } | undefined;
};

/** What a packet says of its frame; undefined when it is too short to say anything. */
export function parsePacket(payload: Buffer): Vp8Packet | undefined {
  const [first = 0, extension = 0, id = 0] = payload;
  let offset = 1;
  let pictureId: number | undefined;
  if ((first & EXTENDED) !== 0) {
    offset += 1;
    if ((extension & HAS_PICTURE_ID) !== 0) {
      const long = (id & LONG_PICTURE_ID) !== 0;
      if (payload.length < offset + 2) return undefined;
      pictureId = long ? payload.readUInt16BE(offset) & 0x7fff : id;
      offset += long ? 2 : 1;
    }
    if ((extension & HAS_TL0) !== 0) offset += 1;
    if ((extension & (HAS_TID | HAS_KEY_INDEX)) !== 0) offset += 1;
  }
  if (payload.length <= offset) return undefined;
  const start = (first & START) !== 0 && (first & 0x07) === 0;
  return { start, pictureId, keyFrame: start ? keyFrameSize(payload.subarray(offset)) : undefined };
}

/** RFC 6386 §9.1: a key frame names its size after a start code. */
function keyFrameSize(frame: Buffer): { width: number; height: number } | undefined {
  const [tag = 1] = frame;
  if ((tag & 1) === 1 || frame.length < 10 || frame.readUIntBE(3, 3) !== START_CODE) return undefined;
  return { width: frame.readUInt16LE(6) & 0x3fff, height: frame.readUInt16LE(8) & 0x3fff };
}
