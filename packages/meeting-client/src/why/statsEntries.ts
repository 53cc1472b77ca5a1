/**
 * The entries of an RTCStatsReport (W3C webrtc-stats) as far as they are read here. Browsers differ in what they have: all
 * is optional, and what is no number is not there.
 */
export type Entry = Readonly<Record<string, unknown>>;
export type StatsEntries = { values(): Iterable<unknown> };

// Whatever a browser puts into a report is an object with named values.
export const entriesOf = (report: StatsEntries): Entry[] => [...report.values()] as Entry[];

export function numberOf(entry: Entry | undefined, name: string): number | undefined {
  const value = entry?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textOf(entry: Entry | undefined, name: string): string | undefined {
  const value = entry?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The pair of addresses over which a connection goes right now. */
export function activePair(entries: readonly Entry[]): Entry | undefined {
  const pairs = entries.filter(({ type }) => type === 'candidate-pair');
  return (
    pairs.find(({ nominated, state }) => nominated === true && state === 'succeeded') ??
    pairs.find(({ state }) => state === 'succeeded')
  );
}

/** What the connection goes over right now: `udp` or `tcp`. */
export function protocolOf(entries: readonly Entry[]): string | undefined {
  const candidateId = activePair(entries)?.['localCandidateId'];
  const candidate = entries.find(({ id }) => id !== undefined && id === candidateId);
  return textOf(candidate, 'relayProtocol') ?? textOf(candidate, 'protocol');
}
