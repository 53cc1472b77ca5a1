import { type Cause, ownLosses } from '@convene/meeting-client/why';
import { judgeHop, type NetworkQuality, worstNetwork } from '@convene/protocol';
import type { HopStats, ServerPlace, StreamStats } from '@convene/protocol/stats';

/** Where a picture passes on its way. */
export type PathNode =
  | { readonly at: 'sender' | 'receiver' }
  | {
      readonly at: 'server';
      /** Of the servers on the way, counted from 0; undefined: there is one alone. */
      readonly number: number | undefined;
      /** undefined: not known (yet). */
      readonly workerIndex: number | undefined;
    };

type HopKind = 'up' | 'servers' | 'workers' | 'down';

export type PathHop = {
  readonly kind: HopKind;
  /** undefined: nothing is known (yet). */
  readonly quality: NetworkQuality | undefined;
  /** What this hop loses itself. */
  readonly lossRatio: number;
  readonly roundTripMs: number | null;
  /** What it would carry, where that is what limits the picture. */
  readonly room?: number | undefined;
};

/** The way of a picture, as it is drawn: nodes, and between each two of them a hop. */
export type PathView = { readonly nodes: readonly PathNode[]; readonly hops: readonly PathHop[] };

type Received = { readonly lossRatio: number; readonly roundTripMs: number | undefined } | undefined;

export function pathView(path: StreamStats, received: Received, cause: Cause): PathView {
  const { nodes, hops } = measuredView(path, received);
  return { nodes, hops: hops.map((hop) => (isToBlame(hop, cause) ? blamed(hop, path) : hop)) };
}

const culprits: Partial<Readonly<Record<Cause, readonly HopKind[]>>> = {
  senderUplink: ['up'],
  pipe: ['servers', 'workers'],
  downlink: ['down'],
};

const isToBlame = ({ kind }: PathHop, cause: Cause): boolean => culprits[cause]?.includes(kind) === true;

const blamed = (hop: PathHop, path: StreamStats): PathHop => ({
  ...hop,
  quality: hop.quality && worstNetwork([hop.quality, 'fair']),
  room: roomOf(hop, path) ?? undefined,
});

/** A connection that loses nothing can be too narrow all the same: then the figure is what it would carry. */
function roomOf({ kind, quality }: PathHop, { sender, receiver }: StreamStats): number | null | undefined {
  if (kind === 'up') {
    return sender.sending?.limitedBy === 'bandwidth' ? sender.sending.availableBitrate : undefined;
  }
  return kind === 'down' && quality === 'good' ? receiver?.availableBitrate : undefined;
}

function measuredView(path: StreamStats, received: Received): PathView {
  const { sender, pipe, receiver } = path;
  const losses = ownLosses({ path, received: undefined });
  const areTwo = pipe?.between === 'servers';
  const first = serverNode(sender.place, areTwo ? 0 : undefined);
  const up = hopOf('up', sender.uplink, losses.senderUplink);
  if (receiver === null) return { nodes: [{ at: 'sender' }, first], hops: [up] };
  const down = downOf(receiver.downlink, losses.downlink, received);
  const last = serverNode(receiver.place, areTwo ? 1 : undefined);
  if (pipe === null) {
    return { nodes: [{ at: 'sender' }, last, { at: 'receiver' }], hops: [up, down] };
  }
  const between = hopOf(pipe.between, pipe.stats, losses.pipe);
  return { nodes: [{ at: 'sender' }, first, last, { at: 'receiver' }], hops: [up, between, down] };
}

const serverNode = (place: ServerPlace | null, number: number | undefined): PathNode => ({
  at: 'server',
  number,
  workerIndex: place?.workerIndex,
});

function hopOf(kind: HopKind, stats: HopStats | null, lossRatio: number): PathHop {
  return stats === null
    ? { kind, quality: undefined, lossRatio: 0, roundTripMs: null }
    : measured(kind, lossRatio, stats.roundTripMs);
}

/** Coloured by the numbers beside it alone: the jitter of a hop is also that of those before it. */
const measured = (kind: HopKind, lossRatio: number, roundTripMs: number | null): PathHop => ({
  kind,
  quality: judgeHop({ lossRatio, roundTripMs, jitterMs: null, score: null }),
  lossRatio,
  roundTripMs,
});

/** The last hop ends here: what this browser counts itself fills in what the server does not know. */
function downOf(stats: HopStats | null, lossRatio: number, received: Received): PathHop {
  if (stats !== null || received === undefined) return hopOf('down', stats, lossRatio);
  return measured('down', received.lossRatio, received.roundTripMs ?? null);
}
