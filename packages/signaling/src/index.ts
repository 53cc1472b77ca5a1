export { formatError } from './errorFormatter.ts';
export type { HostRequests } from './hostPorts.ts';
export * from './ports.ts';
export { requireRight, type Right } from './rights.ts';
export { signalingRouter, type SignalingRouter } from './signalingRouter.ts';
