export * from './MediasoupConnection.ts';
export { PipeError, type PipeErrorCode } from './pipes/PipeError.ts';
export type { PipeEnd, PipePair } from './pipes/PipePair.ts';
export type { PipedProducer } from './pipes/PipedProducer.ts';
export { Pipes, type PipeWish } from './pipes/Pipes.ts';
export { pipeToRouter } from './pipes/pipeToRouter.ts';
