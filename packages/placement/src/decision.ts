import { ServerId } from '@convene/protocol';
import * as z from 'zod/mini';
import { selectRouter, type RouterSelection } from './selectRouter.ts';
import {
  selectServer,
  type SelectServerInput,
  type ServerCandidate,
  type ServerSelection,
} from './selectServer.ts';

/** Grows when the same inputs may lead to another answer: decisions of an earlier policy are not this one's to replay. */
const VERSION = 1;

const count = z.int().check(z.nonnegative());

const ServerInputs = z.object({
  kind: z.literal('server'),
  version: z.literal(VERSION),
  servers: z.array(
    z.object({
      serverId: ServerId,
      ready: z.boolean(),
      load: count,
      reserved: count,
      capacity: count,
      homesTaken: count,
      region: z.string(),
      people: count,
    }),
  ),
  home: z.nullable(ServerId),
  avoid: z.array(ServerId),
  weight: count,
  region: z.string(),
  spread: z.boolean(),
});
type ServerInputs = z.infer<typeof ServerInputs>;

const RouterInputs = z.object({
  kind: z.literal('router'),
  version: z.literal(VERSION),
  policy: z.enum(['rooms', 'round-robin']),
  spread: z.boolean(),
  now: z.number(),
  workers: z.array(
    z.object({
      workerId: z.string(),
      roomCount: count,
      cpu: z.number(),
      lastUsedAt: z.number(),
      consumers: count,
      reserved: count,
      maxConsumers: count,
      closed: z.boolean(),
    }),
  ),
  room: z.array(z.object({ workerId: z.string(), people: count })),
  receives: count,
  sends: count,
});
type RouterInputs = z.infer<typeof RouterInputs>;

/** All that a choice was made from, as it is stored: rows of `placement_decision` are read with it. */
export const DecisionInputs = z.discriminatedUnion('kind', [ServerInputs, RouterInputs]);
export type DecisionInputs = z.infer<typeof DecisionInputs>;

/** A choice as a row keeps it; each reason is an id and a word, that of what was chosen comes last. */
export type PlacementDecision<Inputs extends DecisionInputs = DecisionInputs> = {
  readonly inputs: Inputs;
  readonly reasons: readonly string[];
};

const storable = ({
  serverId,
  ready,
  load,
  reserved,
  capacity,
  homesTaken,
  region,
  people,
}: ServerCandidate): ServerInputs['servers'][number] => ({
  serverId,
  ready,
  load,
  reserved,
  capacity,
  homesTaken,
  region,
  people,
});

/** The choice of a server, with the decision to be stored. Richer objects may be passed: only what counts is stored. */
export function decideServer<S extends ServerCandidate>(
  input: SelectServerInput<S>,
): { readonly selection: ServerSelection<S>; readonly decision: PlacementDecision<ServerInputs> } {
  const selection = selectServer(input);
  const inputs: ServerInputs = {
    kind: 'server',
    version: VERSION,
    servers: input.servers.map(storable),
    home: input.home,
    avoid: [...input.avoid],
    weight: input.weight,
    region: input.region ?? '',
    spread: input.spread ?? false,
  };
  const reasons = selection.reasons.map(({ serverId, reason }) => `${serverId} ${reason}`);
  return { selection, decision: { inputs, reasons } };
}

type RouterQuestion = Omit<RouterInputs, 'kind' | 'version'>;

/** The choice of a worker for somebody in a room, with the decision to be stored. */
export function decideRouter(question: RouterQuestion): {
  readonly selection: RouterSelection<RouterQuestion['workers'][number]>;
  readonly decision: PlacementDecision<RouterInputs>;
} {
  const selection = selectRouter(question);
  const reasons = selection.reasons.map(({ workerId, reason }) => `${workerId} ${reason}`);
  return { selection, decision: { inputs: { kind: 'router', version: VERSION, ...question }, reasons } };
}

/** What the same inputs lead to: the server or the worker (null: there was none), and the reasons. */
export function replay(inputs: DecisionInputs): {
  readonly chosen: string | null;
  readonly reasons: readonly string[];
} {
  if (inputs.kind === 'server') {
    const { selection, decision } = decideServer(inputs);
    return { chosen: 'none' in selection ? null : selection.server.serverId, reasons: decision.reasons };
  }
  const { selection, decision } = decideRouter(inputs);
  return { chosen: 'none' in selection ? null : selection.worker.workerId, reasons: decision.reasons };
}
