export type Shortcut =
  | 'mute'
  | 'camera'
  | 'chat'
  | 'people'
  | 'hand'
  | 'react'
  | 'layout'
  | 'nextPage'
  | 'previousPage'
  | 'fullScreen'
  | 'shortcuts';

/** The part of a KeyboardEvent that decides. */
export type Keystroke = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
};

const plainKeys: Readonly<Record<string, Shortcut>> = {
  m: 'mute',
  v: 'camera',
  c: 'chat',
  p: 'people',
  h: 'hand',
  r: 'react',
  l: 'layout',
  pagedown: 'nextPage',
  pageup: 'previousPage',
  f: 'fullScreen',
  '?': 'shortcuts',
};

/** What a keystroke means in a meeting. Plain keys mean nothing while a person types or a menu has the keyboard. */
export function shortcutOf(stroke: Keystroke, typing: boolean): Shortcut | undefined {
  if (stroke.repeat || stroke.altKey) return undefined;
  const key = stroke.key.toLowerCase();
  if (stroke.ctrlKey || stroke.metaKey) {
    if (stroke.shiftKey) return undefined;
    if (key === 'd') return 'mute';
    return key === 'e' ? 'camera' : undefined;
  }
  return typing ? undefined : plainKeys[key];
}

/** Whether keys that go to this element are text or choose from a list. */
export const takesKeys = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  (target.closest(
    'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]',
  ) !== null ||
    isOnItsWay(target));

/** Who writes at once into a panel that is still loading raises no hand by an "h". */
const isOnItsWay = (target: Element): boolean =>
  (target.closest('aside')?.querySelector('[data-underway]') ?? null) !== null;
