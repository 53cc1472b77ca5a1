import type { ServerId } from '@convene/protocol';

/** A media server as the policy sees it. Callers may pass richer objects: the chosen one comes back as it is. */
export type ServerCandidate = {
  readonly serverId: ServerId;
  /** Whether its lease runs and it takes new people (not draining, not closing). */
  readonly ready: boolean;
  readonly load: number;
  readonly reserved: number;
  readonly capacity: number;
  /** Meetings that took it as their home in the last 10 s: their people are not in `load` yet. */
  readonly homesTaken: number;
  readonly region: string;
  /** People of this meeting there, and on their way there. */
  readonly people: number;
};

export type SelectServerInput<S extends ServerCandidate> = {
  readonly servers: readonly S[];
  /** The meeting's home server, where it has one. */
  readonly home: ServerId | null;
  /** Servers that answered `elsewhere` or did not answer at all. */
  readonly avoid: readonly ServerId[];
  /** The load that one more person is expected to bring. */
  readonly weight: number;
  /** Where the person is: servers there come first, before the home too. Empty: it is not known. */
  readonly region?: string;
  /** Forces people apart (PLACEMENT_SPREAD). */
  readonly spread?: boolean;
};

/** Why a server was not chosen, or (of the chosen one) what decided. */
export type ServerReason = {
  readonly serverId: ServerId;
  readonly reason:
    | 'notReady'
    | 'avoided'
    | 'full'
    | 'notHome'
    | 'otherRegion'
    | 'fewerPeople'
    | 'morePeople'
    | 'higherLoad'
    | 'laterId'
    | 'home'
    | 'mostPeople'
    | 'fewestPeople'
    | 'lowestLoad';
  /** (load + reserved + homes taken · weight) ÷ capacity. */
  readonly score: number;
};

export type ServerSelection<S extends ServerCandidate> =
  | { readonly server: S; readonly reasons: readonly ServerReason[] }
  | { readonly none: true; readonly reasons: readonly ServerReason[] };

function scoreOf(server: ServerCandidate, weight: number): number {
  if (server.capacity <= 0) return Infinity;
  return (server.load + server.reserved + server.homesTaken * weight) / server.capacity;
}

/** The same condition under which `join` takes its reservation. */
const isFull = (server: ServerCandidate, weight: number) =>
  server.capacity <= 0 || server.load + server.reserved + weight > server.capacity;

/**
 * The media server of a person who enters a meeting (DESIGN §5). Of those that are ready, not full and not avoided, and
 * in the person's region where one is: the meeting's home; else the one with most people of the meeting, so that it stays
 * together; else the one with the lowest score. Equal scores go to the lowest id, so that two web apps that see the same
 * rows choose the same server. With `spread` it is the one with the fewest people of the meeting, wherever it is.
 */
export function selectServer<S extends ServerCandidate>(input: SelectServerInput<S>): ServerSelection<S> {
  const { servers, home, avoid, weight, region = '', spread = false } = input;
  const reasons: ServerReason[] = [];
  const note = (server: ServerCandidate, reason: ServerReason['reason']) =>
    reasons.push({ serverId: server.serverId, reason, score: scoreOf(server, weight) });

  const usable = servers.filter((server) => {
    const why = !server.ready
      ? 'notReady'
      : avoid.includes(server.serverId)
        ? 'avoided'
        : isFull(server, weight)
          ? 'full'
          : undefined;
    if (why !== undefined) note(server, why);
    return why === undefined;
  });
  const near = spread || region === '' ? [] : usable.filter((server) => server.region === region);
  const eligible = near.length > 0 ? near : usable;
  for (const server of usable) if (!eligible.includes(server)) note(server, 'otherRegion');

  const homeServer = spread ? undefined : eligible.find((server) => server.serverId === home);
  if (homeServer !== undefined) {
    for (const server of eligible) if (server !== homeServer) note(server, 'notHome');
    note(homeServer, 'home');
    return { server: homeServer, reasons };
  }

  // More people count first where they belong together, and last where they are forced apart.
  const byPeople = (a: S, b: S) => (spread ? a.people - b.people : b.people - a.people);
  const [best, ...others] = eligible.toSorted(
    (a, b) => byPeople(a, b) || scoreOf(a, weight) - scoreOf(b, weight) || (a.serverId < b.serverId ? -1 : 1),
  );
  if (best === undefined) return { none: true, reasons };
  for (const server of others) note(server, whyLater(server, { best, weight }));
  const byThem = others.some(({ people }) => people !== best.people);
  note(best, byThem ? (spread ? 'fewestPeople' : 'mostPeople') : 'lowestLoad');
  return { server: best, reasons };
}

function whyLater(
  server: ServerCandidate,
  { best, weight }: { readonly best: ServerCandidate; readonly weight: number },
): ServerReason['reason'] {
  if (server.people !== best.people) return server.people > best.people ? 'morePeople' : 'fewerPeople';
  return scoreOf(server, weight) > scoreOf(best, weight) ? 'higherLoad' : 'laterId';
}
