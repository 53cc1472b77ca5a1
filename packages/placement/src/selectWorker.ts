/** A worker as the policy sees it. Callers may pass their own richer objects: the chosen one comes back as it is. */
export type WorkerCandidate = {
  readonly workerId: string | number;
  /** Rooms with a router on it (003-8). */
  readonly roomCount: number;
  /** Fraction of one core (003-19), over some seconds: a moment's work is no reason. */
  readonly cpu: number;
  /** When a room was last placed on it, on the clock of `now`; 0 for never. */
  readonly lastUsedAt: number;
  readonly consumers: number;
  /** Consumers of people who were placed on it, or whose people there are about to get them, and which do not count yet. */
  readonly reserved: number;
  readonly maxConsumers: number;
  readonly closed: boolean;
};

export type WorkerPolicy = 'rooms' | 'round-robin';

/** Why a worker was not chosen, or (of the chosen one) what decided. */
export type WorkerReason = {
  readonly workerId: string | number;
  readonly reason:
    | 'closed'
    | 'full'
    | 'busy'
    | 'moreRooms'
    | 'higherCpu'
    | 'usedLater'
    | 'laterInPool'
    | 'onlyOne'
    | 'fewestRooms'
    | 'lowerCpu'
    | 'leastRecentlyUsed'
    | 'firstInPool';
  readonly roomCount: number;
  readonly cpu: number;
  /** How long ago it was last used; null for never. */
  readonly idleMs: number | null;
};

export type WorkerSelection<W extends WorkerCandidate> =
  | { readonly worker: W; readonly reasons: readonly WorkerReason[] }
  | { readonly none: true; readonly reasons: readonly WorkerReason[] };

/** CPU shares that lie this close together count as similar (003-10): a sample's noise must not decide. */
export const SIMILAR_CPU = 0.05;

/** Nobody is placed on a worker that has been this busy (DESIGN §5): those who are there need the rest. */
export const CPU_LIMIT = 0.8;

/** Why a worker cannot take `weight` consumers more; undefined when it can. Nobody weighs less than one. */
export function whyNot(
  candidate: WorkerCandidate,
  weight: number,
): Extract<WorkerReason['reason'], 'closed' | 'full' | 'busy'> | undefined {
  const { consumers, reserved, maxConsumers, closed, cpu } = candidate;
  if (closed) return 'closed';
  if (consumers + reserved + Math.max(1, weight) > maxConsumers) return 'full';
  return cpu > CPU_LIMIT ? 'busy' : undefined;
}

/** One step of the choice: keeps the best of the candidates and names what the others lack. */
type Step = {
  readonly keep: (candidates: readonly WorkerCandidate[]) => (candidate: WorkerCandidate) => boolean;
  readonly lost: WorkerReason['reason'];
  readonly won: WorkerReason['reason'];
};

const lowest = (candidates: readonly WorkerCandidate[], value: (candidate: WorkerCandidate) => number) =>
  candidates.reduce((least, candidate) => Math.min(least, value(candidate)), Infinity);

const fewestRooms: Step = {
  keep: (candidates) => {
    const least = lowest(candidates, (candidate) => candidate.roomCount);
    return (candidate) => candidate.roomCount === least;
  },
  lost: 'moreRooms',
  won: 'fewestRooms',
};

const lowerCpu: Step = {
  keep: (candidates) => {
    // Measured from the lowest one, because "similar to its neighbour" would not be transitive.
    const least = lowest(candidates, (candidate) => candidate.cpu);
    return (candidate) => candidate.cpu - least <= SIMILAR_CPU;
  },
  lost: 'higherCpu',
  won: 'lowerCpu',
};

const leastRecentlyUsed: Step = {
  keep: (candidates) => {
    const earliest = lowest(candidates, (candidate) => candidate.lastUsedAt);
    return (candidate) => candidate.lastUsedAt === earliest;
  },
  lost: 'usedLater',
  won: 'leastRecentlyUsed',
};

const firstInPool: Step = {
  keep: (candidates) => (candidate) => candidate === candidates[0],
  lost: 'laterInPool',
  won: 'firstInPool',
};

/**
 * Round robin (001-5..8) is the least recently used worker in the order of the pool: the pointer to the next worker
 * and its wrap to 0 follow from when each was used, and a closed worker needs no special case.
 */
const STEPS: Readonly<Record<WorkerPolicy, readonly Step[]>> = {
  rooms: [fewestRooms, lowerCpu, leastRecentlyUsed, firstInPool],
  'round-robin': [leastRecentlyUsed, firstInPool],
};

/**
 * The worker on which the next router goes. `rooms`: the fewest rooms, then the lower CPU, then the least recently
 * used (003-8..10). Pass the candidates in the order of the pool: it breaks the last tie.
 */
export function selectWorker<W extends WorkerCandidate>(
  candidates: readonly W[],
  options: {
    readonly policy: WorkerPolicy;
    readonly now: number;
    /** Consumers that are to have space on it. */
    readonly weight?: number;
  },
): WorkerSelection<W> {
  const { policy, now, weight = 1 } = options;
  const reasons: WorkerReason[] = [];
  const note = (candidate: WorkerCandidate, reason: WorkerReason['reason']) => {
    const { workerId, roomCount, cpu, lastUsedAt } = candidate;
    reasons.push({ workerId, reason, roomCount, cpu, idleMs: lastUsedAt === 0 ? null : now - lastUsedAt });
  };

  let left = candidates.filter((candidate) => {
    const why = whyNot(candidate, weight);
    if (why !== undefined) note(candidate, why);
    return why === undefined;
  });

  let decidedBy: WorkerReason['reason'] = 'onlyOne';
  for (const step of STEPS[policy]) {
    if (left.length < 2) break;
    const isKept = step.keep(left);
    for (const candidate of left) if (!isKept(candidate)) note(candidate, step.lost);
    left = left.filter(isKept);
    decidedBy = step.won;
  }

  const worker = left[0];
  if (worker === undefined) return { none: true, reasons };
  note(worker, decidedBy);
  return { worker, reasons };
}
