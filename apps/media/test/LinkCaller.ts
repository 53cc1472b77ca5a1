import { randomUUID } from 'node:crypto';
import type { MeetingId } from '@convene/protocol';
import { LINK_ALGORITHM, LINK_PROTOCOL, linkAudience, type PartEvent } from '@convene/protocol/link';
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { createLinkKey, type LinkKey } from '../src/cluster/linkKey.ts';
import type { ServerStart } from '../src/cluster/linkPorts.ts';
import { mediasoupRelease } from '../src/cluster/linkToken.ts';
import type { LinkRouter } from '../src/edge/linkRouter.ts';
import { waitFor } from './waitFor.ts';

export type ForgedToken = {
  readonly from: ServerStart;
  readonly to: ServerStart;
  readonly key?: LinkKey;
  readonly claims?: Record<string, unknown>;
  /** Without it: 30 s. null: the token has no end. */
  readonly expiresIn?: string | null;
  readonly jti?: string | null;
};

/** A link's credential, or what looks like one. */
export async function forgeToken({ from, to, key, claims, expiresIn, jti }: ForgedToken): Promise<string> {
  const payload = { epoch: from.epoch, protocol: LINK_PROTOCOL, mediasoup: mediasoupRelease, ...claims };
  const token = new SignJWT(payload)
    .setProtectedHeader({ alg: LINK_ALGORITHM })
    .setIssuer(from.serverId)
    .setAudience(linkAudience(to));
  if (jti !== null) token.setJti(jti ?? randomUUID());
  if (expiresIn !== null) token.setExpirationTime(expiresIn ?? '30s');
  return token.sign((key ?? createLinkKey()).privateKey);
}

/** Calls a link by hand, over one socket that does not come back. */
export class LinkCaller {
  readonly trpc: TRPCClient<LinkRouter>;
  readonly #socket: ReturnType<typeof createWSClient>;
  #closeCode: number | undefined;

  constructor(url: string, connectionParams: Record<string, string> | null) {
    const onClosed = (code: number) => {
      this.#closeCode = code;
      void this.#socket.close();
    };
    class OnceWebSocket extends WebSocket {
      constructor(address: string) {
        super(address);
        this.once('close', onClosed);
      }
    }
    this.#socket = createWSClient({
      url,
      ...(connectionParams === null ? {} : { connectionParams }),
      // `ws` has the whole API of the browser's class that tRPC uses.
      WebSocket: OnceWebSocket as unknown as typeof globalThis.WebSocket,
      retryDelayMs: () => 3_600_000,
    });
    this.trpc = createTRPCClient<LinkRouter>({ links: [wsLink({ client: this.#socket })] });
  }

  get closeCode(): number | undefined {
    return this.#closeCode;
  }

  /** The socket under it, to send what no server would. */
  get webSocket(): WebSocket {
    const ws: unknown = this.#socket.connection?.ws;
    if (!(ws instanceof WebSocket)) throw new Error('not connected');
    return ws;
  }

  /** The first event of a room, or why there is none. */
  async firstEvent(meetingId: MeetingId): Promise<PartEvent> {
    return new Promise((resolve, reject) => {
      this.trpc.watchRoom.subscribe({ meetingId }, { onData: resolve, onError: reject });
    });
  }

  async waitForClose(): Promise<number> {
    return waitFor('the link to close', () => this.#closeCode);
  }

  close(): void {
    void this.#socket.close();
    this.#socket.connection?.ws?.close();
  }
}
