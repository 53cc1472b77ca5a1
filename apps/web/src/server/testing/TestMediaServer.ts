import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Database, RegisterServer } from '@convene/db';
import { ServerEpoch, ServerId, WorkerId } from '@convene/protocol';
import { WebSocketServer } from 'ws';

type Tls = { readonly cert: string; readonly key: string };

/** What the web app sees of a media server: its row, and a listener that answers HTTP and echoes over WebSocket. */
export class TestMediaServer {
  readonly serverId = ServerId.parse(randomUUID());
  /** Requests that came, WebSocket ones included. */
  readonly requests: IncomingMessage[] = [];
  readonly #http: Server;
  readonly #protocol: 'http' | 'https';
  readonly #sockets: WebSocketServer;
  /** What `/health` answers as its epoch; `register` sets it to that of the row. */
  epoch = ServerEpoch.parse(0);
  /** False: it takes connections and says nothing, as a stopped process does. */
  answersHealth = true;

  private constructor(tls: Tls | undefined) {
    const answer = (req: IncomingMessage, res: ServerResponse) => this.#answer(req, res);
    this.#protocol = tls === undefined ? 'http' : 'https';
    this.#http = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
    this.#sockets = new WebSocketServer({ server: this.#http });
    this.#sockets.on('connection', (socket, req) => {
      this.requests.push(req);
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
  }

  static async create({
    tls,
    host = '127.0.0.1',
  }: { tls?: Tls; host?: string } = {}): Promise<TestMediaServer> {
    const server = new TestMediaServer(tls);
    server.#http.listen(0, host);
    await once(server.#http, 'listening');
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#protocol}://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.#sockets.clients.size;
  }

  async register(db: Database, options: Partial<RegisterServer> = {}): Promise<void> {
    const registered = await db.servers.register({
      id: this.serverId,
      name: 'media-0',
      url: this.url,
      version: '0.1.0',
      mediasoupVersion: '3.27.1',
      routerRtpCapabilities: { codecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000 }] },
      capacity: 2000,
      workers: [{ id: WorkerId.parse(randomUUID()), index: 0, pid: 4711, cpu: 0, routers: 0, consumers: 0 }],
      ...options,
    });
    if (registered.outcome !== 'registered') throw new Error(registered.outcome);
    this.epoch = registered.epoch;
  }

  /** Ends all WebSockets in good order. */
  endSockets(): void {
    for (const socket of this.#sockets.clients) socket.close();
  }

  /** Stops to answer, as a dead process does; its row stays. */
  async die(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer(req: IncomingMessage, res: ServerResponse): void {
    this.requests.push(req);
    if (req.url === '/health' && !this.answersHealth) return;
    res.setHeader('Content-Type', 'application/json');
    const { serverId, epoch } = this;
    res.end(JSON.stringify(req.url === '/health' ? { serverId, epoch } : { path: req.url }));
  }
}
