export * from './MediasoupConnection.ts';
