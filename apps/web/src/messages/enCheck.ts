import { check } from './en/check.ts';
import { errors } from './en/errors.ts';

/** The words of the connection check, which come with it (ADR 0005). */
export const enCheck = { check, errors };
