export { RouterBench } from './RouterBench.ts';
export { MARK } from './rtpPackets.ts';
