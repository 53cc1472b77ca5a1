export * from './selectServer.ts';
export * from './selectWorker.ts';
