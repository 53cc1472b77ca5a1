import { check } from './en/check.ts';

/** The words of the connection check, which come with it (ADR 0005). */
export const enCheck = { check };
