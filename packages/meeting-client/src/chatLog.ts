import type { ChatHistory, ChatMessage } from '@convene/protocol';

/**
 * The part of a meeting's chat that this client knows: messages by number, and which numbers it has an answer for.
 * Private messages of others take numbers too, so a number without a message is either such a one or not known yet.
 */
export type ChatLog = {
  readonly messages: readonly ChatMessage[];
  /** Everything from `from` to `to` is known; `from` is 1 when nothing older exists. */
  readonly from: number;
  readonly to: number;
  /** Numbers above `to` that came before those between: messages, or null for a skipped one. */
  readonly ahead: ReadonlyMap<number, ChatMessage | null>;
  /** The highest number that exists, as far as this client was told. */
  readonly last: number;
};

/** Nothing is known but that `last` messages exist. */
export function emptyChatLog(last: number): ChatLog {
  return { messages: [], from: last + 1, to: last, ahead: new Map(), last };
}

/** Whether numbers are missing between what is known and the last message. */
export const hasGap = (log: ChatLog): boolean => log.to < log.last;
export const hasOlder = (log: ChatLog): boolean => log.from > 1;

/** A message, or null for somebody else's private one, arrived with its number. */
export function withArrived(log: ChatLog, seq: number, message: ChatMessage | null): ChatLog {
  if (seq <= log.to || log.ahead.has(seq)) return log;
  return advance({
    ...log,
    ahead: new Map(log.ahead).set(seq, message),
    last: Math.max(log.last, seq),
  });
}

/** The server says that messages up to `last` exist. */
export function withLast(log: ChatLog, last: number): ChatLog {
  return last <= log.last ? log : { ...log, last };
}

/** A page of history after `log.to`, oldest first: what is not in it up to its end was private, or is past the end. */
export function withNewerPage(log: ChatLog, history: ChatHistory, limit: number): ChatLog {
  const { messages: page, lastSeq: last } = history;
  // A full page may have been cut off behind its last message; one that is not full reaches to `last`.
  const newest = page.at(-1)?.seq ?? last;
  // Of what is stored while the page is read messages may be in it, though `last` is from before.
  if (Math.max(newest, last) <= log.to) return withLast(log, last);
  const end = Math.max(log.to, page.length >= limit ? newest : last);
  // What came meanwhile over the channel stands in the page too, unless the page is older than that.
  const bySeq = new Map(log.ahead);
  for (const message of page) if (message.seq > log.to) bySeq.set(message.seq, message);
  const fresh = [...bySeq.values()].filter((message) => message !== null).filter(({ seq }) => seq <= end);
  const ahead = new Map([...bySeq].filter(([seq]) => seq > end));
  return advance({
    ...log,
    messages: [...log.messages, ...fresh.sort((a, b) => a.seq - b.seq)],
    to: end,
    ahead,
    last: Math.max(log.last, last, newest),
  });
}

/** A page of history before `log.from`, oldest first. */
export function withOlderPage(log: ChatLog, history: ChatHistory, limit: number): ChatLog {
  const { messages: page } = history;
  const fresh = page.filter((message) => message.seq < log.from);
  const from = page.length >= limit ? (fresh[0]?.seq ?? 1) : 1;
  return { ...log, messages: [...fresh, ...log.messages], from };
}

/** Messages that are kept; what is older can be loaded again. */
const MOST_KEPT = 5_000;
/** Not one by one: each time a scrolled list would move. */
const KEPT_AFTERWARDS = 4_000;

/** Without the oldest messages when there are too many. Not while older ones are being loaded. */
export function bounded(log: ChatLog): ChatLog {
  if (log.messages.length <= MOST_KEPT) return log;
  const messages = log.messages.slice(-KEPT_AFTERWARDS);
  return { ...log, messages, from: messages[0]?.seq ?? log.from };
}

/** Moves what came early into place once nothing is missing before it. */
function advance(log: ChatLog): ChatLog {
  const ahead = new Map(log.ahead);
  const messages = [...log.messages];
  let { to } = log;
  for (let next = ahead.get(to + 1); next !== undefined; next = ahead.get(to + 1)) {
    to += 1;
    ahead.delete(to);
    if (next !== null) messages.push(next);
  }
  return { ...log, ahead, messages, to };
}
