import type { CallsInput, ListenInput } from './messages.ts';

export type LinkListener = {
  /** Batches of this session flow, for the first time or again. */
  onOpen(): void;
  /** What the host sent, not looked at yet. It may come twice after a break. */
  onBatch(batch: unknown): void;
  /** Nothing flows; the channel tries again by itself. */
  onBroken(): void;
  /** The host does not serve this session, and will not. */
  onRefused(error: unknown): void;
};

/**
 * What carries a session between its two ends. It may break and come back; what it carries keeps its order while it
 * stands. The library does not care what it is made of: `trpc/` has one over tRPC.
 */
export interface LinkChannel {
  /** Listens, and after each break again from the last batch on, until the answer is called. */
  listen(input: Pick<ListenInput, 'protocol' | 'sessionId'>, listener: LinkListener): () => void;
  /** Resolves when the host has them. Rejects when that is not known, or with the host's refusal. */
  send(input: CallsInput): Promise<void>;
}
