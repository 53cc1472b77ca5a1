/** As far as a page can tell: phones and tablets have touch screens alone. */
export const hasKeyboard = (): boolean => window.matchMedia('(any-pointer: fine)').matches;
