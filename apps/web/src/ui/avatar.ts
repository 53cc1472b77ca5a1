/** The letters of an avatar: of the first and the last word, as a person would shorten a name. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => word?.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
    .join('')
    .toUpperCase();
}

/** Hues that look well behind white letters; the muddy ones between orange and green are left out. */
const HUES = [264, 285, 305, 330, 355, 18, 40, 155, 175, 200, 225, 245] as const;

/** A hue in degrees that stays the same for one id, wherever it is drawn (FNV-1a). */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return HUES[((hash ^ (hash >>> 15)) >>> 0) % HUES.length] ?? HUES[0];
}
