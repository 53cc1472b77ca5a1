import type { DistributionView, Place } from './distributionView.ts';

/** What a place is found by; a router by any part of its id, a worker by "worker 1". */
const wordsOf = ({ serverName, routerId, workerIndex }: Place): string[] => [
  serverName,
  routerId ?? '',
  workerIndex === undefined ? '' : `worker ${workerIndex}`,
];

/**
 * What belongs to a search: people and pipes by name, meeting, router or server, and the servers that match by themselves
 * or carry somebody who does. An empty search shows everything.
 */
export function findInView(view: DistributionView, search: string): DistributionView {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return view;
  const has = (words: readonly string[]) => words.some((word) => word.toLowerCase().includes(wanted));

  const people = view.people.filter(({ name, meeting, place }) => has([name, meeting, ...wordsOf(place)]));
  const routers = new Set(people.map(({ place }) => place.routerId));
  const pipes = view.pipes.filter(
    ({ meeting, source, target }) =>
      has([meeting, ...wordsOf(source), ...wordsOf(target)]) ||
      routers.has(source.routerId) ||
      routers.has(target.routerId),
  );
  const carrying = new Set(people.map(({ place }) => place.serverName));
  const servers = view.servers.filter(
    ({ name, serverId, region, workers }) =>
      carrying.has(name) || has([name, serverId, region, ...workers.flatMap(({ meetings }) => meetings)]),
  );
  return { servers, people, pipes };
}
