export type * from './api.ts';
export type * from './snapshot.ts';
