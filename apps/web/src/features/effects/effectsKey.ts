/** Under this the browser remembers which effects its person wants. */
export const EFFECTS_KEY = 'convene.effects';
