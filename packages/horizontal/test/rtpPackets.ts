/** Real RTP, ready-made: what a test sends into a router through a DirectTransport, and knows again behind a pipe. */

/** A part of every payload that is searched for in what crosses a wire. */
export const MARK = Buffer.from('CONVENE-PAYLOAD-IN-CLEAR');

type Stream = { readonly ssrc: number; readonly payloadType: number; readonly number: number };

function header({ ssrc, payloadType, number }: Stream, timestamp: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(payloadType | 0x80, 1);
  header.writeUInt16BE(number & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrc, 8);
  return header;
}

export function opusPacket(stream: Stream): Buffer {
  return Buffer.concat([header(stream, stream.number * 960), MARK]);
}

/** A frame of one packet; each is a key frame, so that every router forwards from the first on. */
export function vp8Packet(stream: Stream): Buffer {
  // X, S | I, L | picture id of 15 bits | TL0PICIDX (RFC 7741).
  const descriptor = Buffer.from([0x90, 0xc0, 0x80, stream.number & 0x7f, stream.number & 0xff]);
  // The frame tag of a key frame, the start code, 320 × 180.
  const frame = Buffer.from([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00]);
  return Buffer.concat([header(stream, stream.number * 3000), descriptor, frame, MARK]);
}
