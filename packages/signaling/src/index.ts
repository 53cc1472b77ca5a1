export { formatError } from './errorFormatter.ts';
export * from './ports.ts';
export { requireRight, type Right } from './rights.ts';
export { signalingRouter, type SignalingRouter } from './signalingRouter.ts';
