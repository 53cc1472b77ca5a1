import * as z from 'zod/mini';

/** A meeting's code in its link: `abc-defg-hij`, 26^10 of them. */
export const MeetingSlug = z
  .string()
  .check(z.regex(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/))
  .brand<'MeetingSlug'>();
export type MeetingSlug = z.infer<typeof MeetingSlug>;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** A new random code; `randomBytes` gives `n` cryptographically random bytes. */
export function createMeetingSlug(randomBytes: (n: number) => Uint8Array): MeetingSlug {
  let letters = '';
  while (letters.length < 10) {
    for (const byte of randomBytes(16)) {
      // 234 = 9 * 26: bytes above it would favour the first letters.
      if (byte < 234 && letters.length < 10) letters += ALPHABET.charAt(byte % 26);
    }
  }
  return MeetingSlug.parse(`${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`);
}

/**
 * Reads what a person typed or pasted: a code with or without hyphens, in any case, or a link whose path ends in
 * one. Answers undefined where there is none.
 */
export function parseMeetingInput(text: string): MeetingSlug | undefined {
  const last =
    text
      .trim()
      .toLowerCase()
      .split(/[?#]/)[0]
      ?.split('/')
      .findLast((part) => part !== '') ?? '';
  const letters = last.replaceAll(/[-\s]/g, '');
  if (!/^[a-z]{10}$/.test(letters)) return undefined;
  return MeetingSlug.parse(`${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7)}`);
}
