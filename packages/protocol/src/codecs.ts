import * as z from 'zod/mini';
import type { RtpCapabilities } from './rtp.ts';

/** In which codec cameras are sent. VP8 is the one that everybody decodes. */
export const VideoCodec = z.enum(['vp8', 'vp9', 'av1']);
export type VideoCodec = z.infer<typeof VideoCodec>;

/** The codecs of cameras among these capabilities. */
export function videoCodecsOf({ codecs = [] }: Pick<RtpCapabilities, 'codecs'>): VideoCodec[] {
  const named = new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  return VideoCodec.options.filter((codec) => named.has(`video/${codec}`));
}

/** What somebody with these capabilities cannot see. Who can see nothing at all hinders nobody. */
export function undecodable(capabilities: Pick<RtpCapabilities, 'codecs'>): VideoCodec[] {
  const known = videoCodecsOf(capabilities);
  return known.length === 0 ? [] : VideoCodec.options.filter((codec) => !known.includes(codec));
}
