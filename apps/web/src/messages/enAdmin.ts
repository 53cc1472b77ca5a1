import { admin } from './en/admin.ts';
import { errors } from './en/errors.ts';

/** The words of the operators' page. */
export const enAdmin = { admin, errors };
