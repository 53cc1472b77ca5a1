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
};

export type SelectServerInput<S extends ServerCandidate> = {
  readonly servers: readonly S[];
  /** The meeting's home server, where it has one. */
  readonly home: ServerId | null;
  /** Servers that answered `elsewhere` or did not answer at all. */
  readonly avoid: readonly ServerId[];
  /** The load that one more person is expected to bring. */
  readonly weight: number;
  /** Where the person is: servers there come first. */
  readonly region?: string;
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
    | 'higherLoad'
    | 'laterId'
    | 'home'
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
 * The media server of a person who enters a meeting (DESIGN §5): its home while that is ready, not full and not
 * avoided; else the one with the lowest score, in the person's region where there is one. Equal scores go to the
 * lowest id, so that two web apps that see the same rows choose the same server.
 */
export function selectServer<S extends ServerCandidate>(input: SelectServerInput<S>): ServerSelection<S> {
  const { servers, home, avoid, weight, region } = input;
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

  const homeServer = usable.find((server) => server.serverId === home);
  if (homeServer !== undefined) {
    for (const server of usable) if (server !== homeServer) note(server, 'notHome');
    note(homeServer, 'home');
    return { server: homeServer, reasons };
  }

  const near = usable.filter((server) => server.region === region);
  const eligible = near.length > 0 ? near : usable;
  for (const server of usable) if (!eligible.includes(server)) note(server, 'otherRegion');

  const [best, ...others] = eligible.toSorted(
    (a, b) => scoreOf(a, weight) - scoreOf(b, weight) || (a.serverId < b.serverId ? -1 : 1),
  );
  if (best === undefined) return { none: true, reasons };
  for (const server of others) {
    note(server, scoreOf(server, weight) > scoreOf(best, weight) ? 'higherLoad' : 'laterId');
  }
  note(best, 'lowestLoad');
  return { server: best, reasons };
}
