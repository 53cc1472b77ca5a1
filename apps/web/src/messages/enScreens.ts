import { errors } from './en/errors.ts';
import { screens } from './en/screens.ts';

/** The words of the screens before and after a meeting, which come with them (ADR 0005). */
export const enScreens = { errors, screens };
