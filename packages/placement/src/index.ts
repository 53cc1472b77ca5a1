export * from './joinWeight.ts';
export * from './selectServer.ts';
export * from './selectWorker.ts';
