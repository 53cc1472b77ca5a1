import {
  selectWorker,
  whyNot,
  type WorkerCandidate,
  type WorkerPolicy,
  type WorkerReason,
} from './selectWorker.ts';

/** A router of the room on this server: there is never more than one on a worker (X5). */
export type RoomPart = { readonly workerId: WorkerCandidate['workerId']; readonly people: number };

export type SelectRouterInput<W extends WorkerCandidate> = {
  readonly policy: WorkerPolicy;
  /** Forces people apart (PLACEMENT_SPREAD). */
  readonly spread: boolean;
  readonly now: number;
  /** In the order of the pool. */
  readonly workers: readonly W[];
  /** In the order in which the routers were taken. */
  readonly room: readonly RoomPart[];
  /** Consumers that the joiner will have at once. */
  readonly receives: number;
  /** Streams that the joiner is expected to send: each is a consumer more for each person who is there. */
  readonly sends: number;
};

export type RouterReason = {
  readonly workerId: WorkerCandidate['workerId'];
  readonly reason:
    | WorkerReason['reason']
    /** The room has a router there, and another one was better: it came first, or has fewer people. */
    | 'laterInRoom'
    | 'morePeople'
    /** The room has no router there and needs none. */
    | 'notNeeded'
    /** What decided for a router that the room has. */
    | 'room'
    | 'fewestPeople';
};

/** Consumers that a placement is about to bring to one worker. */
export type WorkerWeight = { readonly workerId: WorkerCandidate['workerId']; readonly consumers: number };

export type RouterSelection<W extends WorkerCandidate> =
  | {
      readonly worker: W;
      /** The room has no router there yet. */
      readonly isNew: boolean;
      /** What is to be reserved: the joiner's own consumers, and those of others, each on its own worker. */
      readonly weights: readonly WorkerWeight[];
      readonly reasons: readonly RouterReason[];
    }
  | { readonly none: true; readonly reasons: readonly RouterReason[] };

/**
 * The worker on which a person sits down (DESIGN §5). A meeting stays together: the first of the room's routers whose
 * worker has space for what the joiner brings to it, and only then another worker, chosen as for a new room (X2).
 * With `spread` people are forced apart: a router on which nobody sits yet, then a worker without a router of the room,
 * then the router with the fewest people.
 *
 * What the joiner sends is received by people on other workers too. They sit there already, and one worker's being full
 * must not keep a meeting from growing over the others: their share is reserved, and the view keeps it within the hard
 * limit (`viewSpace`).
 */
export function selectRouter<W extends WorkerCandidate>(input: SelectRouterInput<W>): RouterSelection<W> {
  const { workers, room, receives, sends, spread } = input;
  const peopleOn = new Map(room.map(({ workerId, people }) => [workerId, people]));
  const bringsTo = ({ workerId }: W) => receives + sends * (peopleOn.get(workerId) ?? 0);

  const ofRoom = inRoomOrder(room, workers);
  const fromRoom = () => selectOfRoom(ofRoom, { spread, bringsTo, peopleOn });
  const fromPool = () => {
    const free = workers.filter(({ workerId }) => !peopleOn.has(workerId));
    return selectWorker(free, { policy: input.policy, now: input.now, weight: receives });
  };
  const isEmpty = (worker: W) =>
    peopleOn.get(worker.workerId) === 0 && whyNot(worker, bringsTo(worker)) === undefined;
  const isPoolFirst = spread && !ofRoom.some(isEmpty);
  const [first, second] = isPoolFirst ? [fromPool, fromRoom] : [fromRoom, fromPool];
  let selection = first();
  let reasons: RouterReason[] = selection.reasons.map(({ workerId, reason }) => ({ workerId, reason }));
  if ('none' in selection) {
    selection = second();
    reasons.push(...selection.reasons.map(({ workerId, reason }) => ({ workerId, reason })));
    if ('none' in selection) return { none: true, reasons };
  }

  const { worker } = selection;
  const isNew = !peopleOn.has(worker.workerId);
  const named = new Set(reasons.map(({ workerId }) => workerId));
  const notLookedAt = workers.filter(({ workerId }) => !named.has(workerId));
  const passedOver = isNew ? ('morePeople' as const) : ('notNeeded' as const);
  reasons = [...notLookedAt.map(({ workerId }) => ({ workerId, reason: passedOver })), ...reasons];
  return { worker, isNew, weights: weightsOf(worker, { room, receives, sends }), reasons };
}

/** Those of the room's workers that live, in the room's order. */
const inRoomOrder = <W extends WorkerCandidate>(room: readonly RoomPart[], workers: readonly W[]): W[] =>
  room.flatMap((part) => workers.find(({ workerId }) => workerId === part.workerId) ?? []);

/** Among the workers on which the room has a router. */
function selectOfRoom<W extends WorkerCandidate>(
  candidates: readonly W[],
  options: {
    readonly spread: boolean;
    readonly bringsTo: (worker: W) => number;
    readonly peopleOn: ReadonlyMap<WorkerCandidate['workerId'], number>;
  },
): { worker: W; reasons: RouterReason[] } | { none: true; reasons: RouterReason[] } {
  const { spread, bringsTo, peopleOn } = options;
  const people = ({ workerId }: W) => peopleOn.get(workerId) ?? 0;
  const reasons: RouterReason[] = [];
  const usable = candidates.filter((worker) => {
    const reason = whyNot(worker, bringsTo(worker));
    if (reason !== undefined) reasons.push({ workerId: worker.workerId, reason });
    return reason === undefined;
  });
  // A sort is stable: of routers with as many people the first one counts.
  const [worker, ...others] = spread ? usable.toSorted((a, b) => people(a) - people(b)) : usable;
  if (worker === undefined) return { none: true, reasons };
  for (const { workerId } of others)
    reasons.push({ workerId, reason: spread ? 'morePeople' : 'laterInRoom' });
  reasons.push({ workerId: worker.workerId, reason: spread ? 'fewestPeople' : 'room' });
  return { worker, reasons };
}

function weightsOf(
  { workerId: own }: WorkerCandidate,
  { room, receives, sends }: Pick<SelectRouterInput<WorkerCandidate>, 'room' | 'receives' | 'sends'>,
): WorkerWeight[] {
  const weights = new Map([[own, receives]]);
  for (const { workerId, people } of room) {
    weights.set(workerId, (weights.get(workerId) ?? 0) + sends * people);
  }
  return [...weights].map(([workerId, consumers]) => ({ workerId, consumers }));
}
