/** What people can react with, and the key of its name in the catalogue. Nothing else is ever shown: not what a changed client sends. */
export const emojis = [
  ['👍', 'thumbsUp'],
  ['❤️', 'heart'],
  ['👏', 'clapping'],
  ['🎉', 'party'],
  ['😂', 'laughing'],
  ['😮', 'surprised'],
  ['😢', 'sad'],
  ['🤔', 'thinking'],
  ['👎', 'thumbsDown'],
] as const;

export type Emoji = (typeof emojis)[number][0];
export type EmojiName = (typeof emojis)[number][1];

const names: ReadonlyMap<string, EmojiName> = new Map(emojis);

export const emojiName = (emoji: string): EmojiName | undefined => names.get(emoji);
