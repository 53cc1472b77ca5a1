export * from './cause.ts';
export * from './readStats.ts';
export * from './settleCause.ts';
