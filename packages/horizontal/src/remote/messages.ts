import type { types } from 'mediasoup';
import * as z from 'zod';
import { CloseCause, ObjectKind } from './kinds.ts';

/** Raised whenever two versions of this package could misunderstand each other. */
export const PROTOCOL = 1;

/** An object of a session, as the host numbers them; 0 is the host itself. */
export const Ref = z.int().check(z.nonnegative());
export type Ref = z.infer<typeof Ref>;
export const HOST_REF: Ref = 0;

export const Grant = z.enum(['peer', 'control']);
export type Grant = z.infer<typeof Grant>;

/** mediasoup's own errors by name; any other is a HorizontalError with a code. */
export const WireError = z.object({
  name: z.enum([
    'Error',
    'TypeError',
    'UnsupportedError',
    'WorkerClosedError',
    'NotFoundError',
    'HorizontalError',
  ]),
  code: z.string(),
  message: z.string(),
});
export type WireError = z.infer<typeof WireError>;

const Compatibility = z.object({
  protocol: z.int(),
  mediasoup: z.string(),
  codecs: z.array(z.string()),
});

/** Host → client, in the order in which things happened there, answers among events. */
export const HostMessage = z.discriminatedUnion('type', [
  /** The first one. `epoch` is another one for each process. */
  z.object({
    type: z.literal('hello'),
    grant: Grant,
    epoch: z.string(),
    compatibility: Compatibility,
    /** Where pipes from other hosts arrive; a peer learns it from each pipe. */
    pipeListenInfo: z.optional(z.custom<types.TransportListenInfo>((value) => typeof value === 'object')),
  }),
  /** All objects that stood when the session began have been told. */
  z.object({ type: z.literal('ready') }),
  /** `call`: it was made by this call of the same session. */
  z.object({
    type: z.literal('new'),
    ref: Ref,
    kind: ObjectKind,
    parent: Ref,
    state: z.record(z.string(), z.unknown()),
    call: z.optional(z.int()),
    /** What the host wants the client to know; where the client gave some itself, that counts. */
    appData: z.optional(z.record(z.string(), z.unknown())),
  }),
  /** Properties that are another value now; a null is an undefined. */
  z.object({ type: z.literal('state'), ref: Ref, state: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('event'), ref: Ref, event: z.string(), args: z.array(z.unknown()) }),
  /** Not told of what closed because its parent did. */
  z.object({ type: z.literal('closed'), ref: Ref, cause: CloseCause, message: z.optional(z.string()) }),
  z.object({ type: z.literal('answer'), call: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('failure'), call: z.int(), error: WireError }),
]);
export type HostMessage = z.infer<typeof HostMessage>;

/** Messages `first`, `first + 1`, … of a session. */
export const HostBatch = z.object({
  first: z.int().check(z.positive()),
  messages: z.array(HostMessage).check(z.minLength(1)),
});
export type HostBatch = z.infer<typeof HostBatch>;

/** Calls are numbered from 1 without gaps; one that is sent again after a break is carried out once. */
export const Call = z.object({
  number: z.int().check(z.positive()),
  ref: Ref,
  method: z.string().check(z.maxLength(64)),
  args: z.array(z.unknown()).check(z.maxLength(8)),
});
export type Call = z.infer<typeof Call>;

/** Takes the number of a call that nobody waits for any more, so that none is missing. */
export const ABANDONED = '';

const SessionId = z.uuid();

/** A session is begun by its first listening, and gone on with by a later one that names the last message it has. */
export const ListenInput = z.object({
  protocol: z.int(),
  sessionId: SessionId,
  /** tRPC puts the id of the last batch here when it listens again. */
  lastEventId: z.optional(z.string().check(z.maxLength(16))),
});
export type ListenInput = z.infer<typeof ListenInput>;

export const CallsInput = z.object({
  sessionId: SessionId,
  /** The last message that the client has: those up to it need not be kept. */
  received: z.int().check(z.nonnegative()),
  calls: z.array(Call).check(z.maxLength(10_000)),
  /** The client wants nothing more: what it made is closed at once. */
  ends: z.optional(z.boolean()),
});
export type CallsInput = z.infer<typeof CallsInput>;
