import {
  AppError,
  ChatMessage,
  ChatUp,
  type ChatDown,
  type MeetingId,
  type ParticipantId,
  wireLimits,
} from '@convene/protocol';
import { z } from 'zod';
import type { Log } from '../media/Log.ts';
import { withDeadline } from '../media/withDeadline.ts';
import type { RoomPersistence, StoredChat } from './ports.ts';
import { TokenBucket } from './TokenBucket.ts';

/** Messages of one room that may wait for the database. */
const LONGEST_QUEUE = 100;

export type ChatSender = { readonly participantId: ParticipantId; readonly name: string };

export type ChatOptions = {
  readonly meetingId: MeetingId;
  readonly persistence: Pick<RoomPersistence, 'appendChat'>;
  readonly log: Log;
  /** A message that is not stored within this time is refused for now. */
  readonly patienceMs: number;
  /** Everybody who has a peer here. */
  readonly participants: () => readonly ParticipantId[];
  readonly send: (participantId: ParticipantId, down: ChatDown) => void;
};

/** The chat of one room (DESIGN §4): stored first, then told to all, in the order of its numbers. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #buckets = new Map<ParticipantId, TokenBucket>();
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #seq = 0;

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** Number of the last message that is known here. */
  get seq(): number {
    return this.#seq;
  }

  /** The database had got this far when somebody joined. */
  learnSeq(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  receive(sender: ChatSender, data: Buffer): void {
    const parsed = parse(data);
    if (parsed === undefined) {
      this.#options.log.debug('chat message is unreadable', { participantId: sender.participantId });
      return;
    }
    const { clientMessageId } = parsed;
    const refuse = (code: RefusedCode, retry: boolean) =>
      this.#options.send(sender.participantId, { type: 'refused', clientMessageId, code, retry });
    if (parsed.up === undefined) {
      refuse('invalidInput', false);
      return;
    }
    if (!this.#bucketOf(sender.participantId).take()) {
      refuse('rateLimited', true);
      return;
    }
    const { up } = parsed;
    if (up.to !== undefined && !this.#options.participants().includes(up.to)) {
      refuse('participantNotFound', false);
      return;
    }
    if (this.#waiting >= LONGEST_QUEUE) {
      refuse('databaseUnavailable', true);
      return;
    }
    const until = performance.now() + this.#options.patienceMs;
    this.#enqueue(async () => {
      try {
        const ms = until - performance.now();
        if (ms <= 0) throw AppError.databaseUnavailable();
        this.#announce(await withDeadline(this.#store(sender, up), { ms, what: 'appendChat' }));
      } catch (error) {
        this.#options.log.warn('chat message not stored', { clientMessageId, error });
        refuse('databaseUnavailable', true);
      }
    });
  }

  forget(participantId: ParticipantId): void {
    this.#buckets.delete(participantId);
  }

  /** One at a time, so that the messages are told in the order of their numbers. */
  #enqueue(run: () => Promise<void>): void {
    this.#waiting += 1;
    this.#queue = this.#queue.then(run).finally(() => {
      this.#waiting -= 1;
    });
  }

  async #store(sender: ChatSender, up: ChatUp): Promise<StoredChat> {
    const { meetingId, persistence } = this.#options;
    const { clientMessageId, message, to } = up;
    return persistence.appendChat({ meetingId, ...sender, clientMessageId, message, to });
  }

  #announce({ message, isNew }: StoredChat): void {
    const { participants, send } = this.#options;
    const { seq, clientMessageId, timestamp, participantId: from, to } = message;
    send(from, { type: 'stored', clientMessageId, seq, timestamp });
    // Sent again after a lost answer: unless it was never told (its storing seemed to fail), the others have it.
    if (!isNew && seq <= this.#seq) return;
    this.learnSeq(seq);
    for (const participantId of participants()) {
      if (participantId === from) continue;
      const isMine = to === undefined || to === participantId;
      send(participantId, isMine ? { type: 'chat', ...message } : { type: 'skipped', seq });
    }
  }

  #bucketOf(participantId: ParticipantId): TokenBucket {
    const existing = this.#buckets.get(participantId);
    if (existing !== undefined) return existing;
    const bucket = new TokenBucket({ burst: wireLimits.chatBurst, perSecond: wireLimits.chatPerSecond });
    this.#buckets.set(participantId, bucket);
    return bucket;
  }
}

type RefusedCode = Extract<ChatDown, { type: 'refused' }>['code'];

/** `up` is undefined when the message has an id to refuse it by, and is not what it should be. */
type ParsedChat = { readonly clientMessageId: string; readonly up: ChatUp | undefined };

const WithId = z.object({ clientMessageId: ChatMessage.shape.clientMessageId });

function parse(data: Buffer): ParsedChat | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
  const withId = WithId.safeParse(value);
  if (!withId.success) return undefined;
  const up = data.byteLength > wireLimits.dataMessageBytes ? undefined : ChatUp.safeParse(value).data;
  return { clientMessageId: withId.data.clientMessageId, up };
}
