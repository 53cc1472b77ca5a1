import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import type { Log } from '../Log.ts';
import { RemoteConnection } from '../remote/RemoteConnection.ts';
import type { RemoteRouterProcedures } from './remoteRouter.ts';
import { TrpcChannel } from './TrpcChannel.ts';

const RETRY = { firstMs: 100, mostMs: 2_000 } as const;
const KEEP_ALIVE = { enabled: true, intervalMs: 5_000, pongTimeoutMs: 5_000 } as const;

export type ConnectMediasoupOptions = {
  /** What `serveMediasoup` told. */
  readonly url: string;
  readonly key: string;
  readonly name?: string;
  readonly callMs: number;
  readonly graceMs: number;
  readonly log?: Log;
};

/** Controls the mediasoup behind a `serveMediasoup`. @throws HorizontalError unauthorized, incompatible, disconnected */
export async function connectMediasoup(options: ConnectMediasoupOptions): Promise<RemoteConnection> {
  const { url, key, name = new URL(url).host, ...rest } = options;
  const socket = createWSClient({
    url,
    connectionParams: () => ({ authorization: `Bearer ${key}` }),
    retryDelayMs: (attempt) => Math.min(RETRY.firstMs * 2 ** attempt, RETRY.mostMs),
    keepAlive: KEEP_ALIVE,
  });
  const procedures = createTRPCClient<RemoteRouterProcedures>({ links: [wsLink({ client: socket })] });
  try {
    const connection = await RemoteConnection.open({ name, channel: new TrpcChannel(procedures), ...rest });
    connection.observer.once('close', () => void socket.close());
    return connection;
  } catch (error) {
    await socket.close();
    throw error;
  }
}
