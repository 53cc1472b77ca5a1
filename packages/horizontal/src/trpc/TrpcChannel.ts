import type { TRPCClient } from '@trpc/client';
import { HorizontalError, HorizontalErrorCode } from '../HorizontalError.ts';
import type { LinkChannel, LinkListener } from '../remote/LinkChannel.ts';
import { Scope } from '../Scope.ts';
import type { CallsInput, ListenInput } from '../remote/messages.ts';
import type { RemoteRouterProcedures } from './remoteRouter.ts';

const LISTEN_AGAIN_MS = 200;

/** The part of a tRPC client that calls `remoteRouter`, at whatever place it has among the server's procedures. */
export type RemoteProcedures = Pick<TRPCClient<RemoteRouterProcedures>, 'listen' | 'calls'>;

/** A session over a tRPC client, whose WebSocket comes back by itself: it listens again from the last batch on. */
export class TrpcChannel implements LinkChannel {
  readonly #procedures: RemoteProcedures;

  constructor(procedures: RemoteProcedures) {
    this.#procedures = procedures;
  }

  listen(input: Pick<ListenInput, 'protocol' | 'sessionId'>, listener: LinkListener): () => void {
    const scope = new Scope();
    let lastEventId: string | undefined;
    const subscribe = () => {
      const subscription = this.#procedures.listen.subscribe(
        { ...input, ...(lastEventId !== undefined && { lastEventId }) },
        {
          onStarted: () => listener.onOpen(),
          onData: ({ id, data }) => {
            lastEventId = id;
            listener.onBatch(data);
          },
          onConnectionStateChange: ({ state }) => {
            if (state === 'connecting') listener.onBroken();
          },
          onError: (error) => {
            const refusal = refusalOf(error);
            if (refusal.code !== 'disconnected') return listener.onRefused(refusal);
            // tRPC keeps a subscription over sockets, but fails one that it was about to send just when its socket went.
            listener.onBroken();
            scope.timeout(LISTEN_AGAIN_MS, subscribe);
          },
          onComplete: () => listener.onRefused(new HorizontalError('disconnected', 'it was ended')),
        },
      );
      scope.defer(() => subscription.unsubscribe());
    };
    subscribe();
    return () => scope.close();
  }

  async send(input: CallsInput): Promise<void> {
    try {
      await this.#procedures.calls.mutate(input);
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** The host's refusal by its code; without one the answer, or the call, was lost with the link. */
function refusalOf(error: unknown): HorizontalError {
  const message = error instanceof Error ? error.message : String(error);
  const [, name, reason] = /^(\w+): (.*)$/s.exec(message) ?? [];
  const code = HorizontalErrorCode.safeParse(name);
  return new HorizontalError(
    code.success ? code.data : 'disconnected',
    code.success ? (reason ?? '') : message,
    error,
  );
}
