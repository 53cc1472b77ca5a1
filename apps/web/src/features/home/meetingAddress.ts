import { parseMeetingInput } from '@convene/protocol';

/**
 * Where the meeting is that a person typed or pasted; undefined: that is none. The link of another Convene leads there, for this one
 * does not know its meeting.
 */
export function meetingAddress(text: string, origin: string): string | undefined {
  const slug = parseMeetingInput(text);
  if (slug === undefined) return undefined;
  const link = /^\s*https?:\/\//iu.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  const path = `/m/${slug}`;
  return link === undefined || link.origin === origin ? path : `${link.origin}${path}`;
}
