import type { ServerId } from '@convene/protocol';
import type { BurstRate, CheckProtocol } from '@convene/protocol/check';

/** What a check is about at the moment. */
export type CheckStep = 'path' | 'quality' | 'upload' | 'download';

/** What a check has found out; undefined: it could not. */
export type CheckResult = {
  /** Which server this is about: the one that the meeting would use. */
  readonly serverId: ServerId | undefined;
  readonly udp: boolean;
  readonly tcp: boolean;
  /** UDP comes through, and too little of it to connect: not blocked, but bad. */
  readonly unsteady: boolean;
  /** The way that was measured, which is the one that a meeting would take. */
  readonly protocol: CheckProtocol | undefined;
  /** Of the media server. */
  readonly port: number | undefined;
  /** The median of sixty. */
  readonly roundTripMs: number | undefined;
  /** Of what was sent in one direction, from 0 to 1. */
  readonly lossUp: number | undefined;
  readonly lossDown: number | undefined;
  /** At least that much goes through: there may be more. */
  readonly upload: BurstRate | undefined;
  readonly download: BurstRate | undefined;
  readonly tookMs: number;
};
