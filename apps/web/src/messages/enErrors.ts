import { errors } from './en/errors.ts';

/** A sentence for each error: they come once the lobby stands, or with the first error. */
export const enErrors = { errors };
