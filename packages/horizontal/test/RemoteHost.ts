import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectMediasoup, type RemoteConnection } from '../src/index.ts';
import { TcpRelay } from './relay/index.ts';

const KEY = 'a key that nobody could ever guess, of course';
const GRACE_MS = 10_000;
const CALL_MS = 5_000;

/** Another process with a mediasoup of its own, behind a wire that can be cut. */
export class RemoteHost {
  readonly relay: TcpRelay;
  readonly #process: ChildProcess;
  readonly #path: string;

  private constructor(process: ChildProcess, relay: TcpRelay, path: string) {
    this.#process = process;
    this.relay = relay;
    this.#path = path;
  }

  static async start(graceMs = GRACE_MS): Promise<RemoteHost> {
    const child = fork(fileURLToPath(new URL('hostProcess.ts', import.meta.url)), {
      env: { ...process.env, MEDIASOUP_KEY: KEY, GRACE_MS: String(graceMs) },
    });
    const [url] = await once(child, 'message');
    const { port, pathname } = new URL(String(url));
    const relay = await TcpRelay.start(() => ({ hostname: '127.0.0.1', port }));
    return new RemoteHost(child, relay, pathname);
  }

  async connect({ graceMs = GRACE_MS, key = KEY } = {}): Promise<RemoteConnection> {
    const url = `ws://127.0.0.1:${this.relay.port}${this.#path}`;
    return await connectMediasoup({ url, key, callMs: CALL_MS, graceMs, name: `host ${this.#process.pid}` });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async close(): Promise<void> {
    this.relay.close();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }
}
