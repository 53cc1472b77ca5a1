import type { ObjectKind } from './kinds.ts';
import type { Grant } from './messages.ts';

/** The members that a peer server may call; `control` has all of them. */
const PEER: Readonly<Partial<Record<ObjectKind | 'host', readonly string[]>>> = {
  host: ['createPipeTransport'],
  pipeTransport: ['connect', 'consume', 'close', 'dump', 'getStats'],
  consumer: ['pause', 'resume', 'requestKeyFrame', 'close', 'dump', 'getStats'],
};

export function isGranted(grant: Grant, kind: ObjectKind | 'host', method: string): boolean {
  return grant === 'control'
    ? method !== 'createPipeTransport' || kind !== 'host'
    : (PEER[kind]?.includes(method) ?? false);
}
