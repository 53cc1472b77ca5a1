export { RouterBench } from './RouterBench.ts';
export { MARK } from './rtpPackets.ts';
export { PipeTap, TAPPED_ADDRESS } from './PipeTap.ts';
