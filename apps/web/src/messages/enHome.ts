import { home } from './en/home.ts';

/** The words of the home page. */
export const enHome = { home };
