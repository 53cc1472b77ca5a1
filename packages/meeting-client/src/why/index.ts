export * from './cause.ts';
export * from './connectionStats.ts';
export * from './diagnostics.ts';
export * from './PictureWatch.ts';
export * from './readStats.ts';
export type { RateSample } from './SampleLog.ts';
