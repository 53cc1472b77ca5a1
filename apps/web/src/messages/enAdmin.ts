import { admin } from './en/admin.ts';

/** The words of the operators' page. */
export const enAdmin = { admin };
