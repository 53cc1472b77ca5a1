import {
  AppError,
  type ChatDown,
  ChatMessage,
  ChatUp,
  type MeetingId,
  type ParticipantId,
  wireLimits,
} from '@convene/protocol';
import { z } from 'zod';
import type { Log } from '../media/Log.ts';
import { Scope } from '../media/Scope.ts';
import { withDeadline } from '../media/withDeadline.ts';
import type { RoomPersistence, StoredChat } from './ports.ts';
import { TaskQueue } from './TaskQueue.ts';
import { TokenBucket } from './TokenBucket.ts';

/** Messages of one room that may wait for the database. */
const LONGEST_QUEUE = 100;
/** Pause before messages that could not be read are asked for again; it doubles up to the other. */
const READ_AGAIN_MS = 250;
const READ_AGAIN_MOST_MS = 5_000;

export type ChatSender = { readonly participantId: ParticipantId; readonly name: string };

export type ChatOptions = {
  readonly meetingId: MeetingId;
  readonly persistence: Pick<RoomPersistence, 'appendChat' | 'readChat'>;
  readonly log: Log;
  /** A message that is not stored within this time is refused for now. */
  readonly patienceMs: number;
  /** Everybody who has a peer here. */
  readonly participants: () => readonly ParticipantId[];
  /** Whether somebody sits in the meeting, on whatever server. */
  readonly isThere: (participantId: ParticipantId) => boolean;
  readonly send: (participantId: ParticipantId, down: ChatDown) => void;
  /** A message of somebody here was stored with this number. */
  readonly onStored: (seq: number) => void;
};

/**
 * The chat of one room (DESIGN §4): stored first, then told to all in the order of its numbers, which is one order over
 * all servers. What other servers stored is read from the database; before one's own is told, what lies before it.
 */
export class Chat {
  readonly #options: ChatOptions;
  readonly #scope = new Scope();
  readonly #buckets = new Map<ParticipantId, TokenBucket>();
  /** One at a time: a message that is stored while others are read would be told before them. */
  readonly #tasks = new TaskQueue();
  /** Number of the last message that was handed out here; all before it were. */
  #seq = 0;
  /** The highest number of which anybody has told. */
  #known = 0;
  #reading = false;
  #failures = 0;
  /** Own messages whose senders know their numbers, and that are not handed out yet. */
  readonly #answered = new Set<number>();

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** All who are here have got, or will get, what has a higher number. */
  get seq(): number {
    return this.#seq;
  }

  /** Nobody was here: what was stored until now is history, which people fetch. */
  begin(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
    this.#known = Math.max(this.#known, seq);
  }

  /** A message was stored with this number, on whatever server. */
  appended(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.#readUp();
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
    if (up.to !== undefined && !this.#options.isThere(up.to)) {
      refuse('participantNotFound', false);
      return;
    }
    if (this.#tasks.waiting >= LONGEST_QUEUE) {
      refuse('databaseUnavailable', true);
      return;
    }
    const until = performance.now() + this.#options.patienceMs;
    void this.#tasks.run(async () => {
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

  close(): void {
    this.#scope.close();
  }

  async #store(sender: ChatSender, up: ChatUp): Promise<StoredChat> {
    const { meetingId, persistence } = this.#options;
    const { clientMessageId, message, to } = up;
    return persistence.appendChat({ meetingId, ...sender, clientMessageId, message, to });
  }

  #announce({ message, isNew }: StoredChat): void {
    const { send, onStored } = this.#options;
    const { seq, clientMessageId, timestamp, participantId } = message;
    send(participantId, { type: 'stored', clientMessageId, seq, timestamp });
    if (isNew) onStored(seq);
    // Sent again after a lost answer, and all have it.
    if (seq <= this.#seq) return;
    this.#answered.add(seq);
    if (seq === this.#seq + 1) this.#handOut(message);
    else this.appended(seq);
  }

  /** Reads what lies between the last message that was handed out and the highest known number, until it is there. */
  #readUp(): void {
    if (this.#reading || this.#scope.closed || this.#seq >= this.#known) return;
    this.#reading = true;
    void this.#tasks.run(() => this.#readOnce()).then((isDone) => this.#afterReading(isDone));
  }

  #afterReading(isDone: boolean): void {
    const next = () => {
      this.#reading = false;
      this.#readUp();
    };
    if (isDone) {
      this.#failures = 0;
      next();
      return;
    }
    this.#scope.timeout(Math.min(READ_AGAIN_MS * 2 ** this.#failures, READ_AGAIN_MOST_MS), next);
    this.#failures += 1;
  }

  /** False: there was nothing to be had. */
  async #readOnce(): Promise<boolean> {
    const { meetingId, persistence, patienceMs: ms, log } = this.#options;
    // An own message that was being stored meanwhile.
    if (this.#seq >= this.#known) return true;
    try {
      const messages = await withDeadline(persistence.readChat(meetingId, this.#seq), {
        ms,
        what: 'readChat',
      });
      for (const message of messages) this.#handOut(message);
      return messages.length > 0;
    } catch (error) {
      log.warn('chat messages not read', { afterSeq: this.#seq, error });
      return false;
    }
  }

  #handOut(message: ChatMessage): void {
    const { seq, participantId: from, to } = message;
    if (seq <= this.#seq) return;
    this.#seq = seq;
    this.#known = Math.max(this.#known, seq);
    const isAnswered = this.#answered.delete(seq);
    const { participants, send } = this.#options;
    for (const participantId of participants()) {
      if (isAnswered && participantId === from) continue;
      const isTheirs = to === undefined || to === participantId || from === participantId;
      send(participantId, isTheirs ? { type: 'chat', ...message } : { type: 'skipped', seq });
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
