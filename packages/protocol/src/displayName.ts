import * as z from 'zod/mini';

export const MAX_NAME_LENGTH = 60;

/** Control characters, and the marks that turn the direction of text around or are drawn as nothing. */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** The text as it is seen. */
export const withoutInvisible = (text: string): string =>
  text.replaceAll(new RegExp(INVISIBLE, 'gu'), '').trim();

/**
 * A person's name as the others see it: 1 to 60 characters after trimming, runs of white space folded. Markup is
 * only text and stays; control and direction characters are refused, because they let one person look like another.
 */
export const DisplayName = z
  .pipe(
    z.string().check(z.maxLength(2000)),
    z.transform((text: string) =>
      text
        .normalize('NFC')
        .replaceAll(/[^\S\p{Cc}]+/gu, ' ')
        .trim(),
    ),
  )
  .check(
    z.refine((text) => text.length > 0, { error: 'empty' }),
    z.refine((text) => Array.from(text).length <= MAX_NAME_LENGTH, { error: 'tooLong' }),
    z.refine((text) => !INVISIBLE.test(text), { error: 'controlCharacters' }),
  )
  .brand<'DisplayName'>();
export type DisplayName = z.infer<typeof DisplayName>;
