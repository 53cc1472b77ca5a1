/** How this computer's keyboard calls the key of shortcuts. */
export const modifierKey = (): string =>
  typeof navigator !== 'undefined' && /Mac|iPhone|iPad/u.test(navigator.userAgent) ? '⌘' : 'Ctrl';
