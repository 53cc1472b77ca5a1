import { once } from 'node:events';
import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { httpDeadlines } from '@convene/protocol';
import { answerJson } from './answers.ts';
import { type Client, clientOf, forwardingHeaders } from './client.ts';
import { API_PATH, createApi } from './createApi.ts';
import { Health } from './Health.ts';
import { MediaForwarder, refuseUpgrade } from './MediaForwarder.ts';
import { MediaOrigins } from './MediaOrigins.ts';
import { OperatorPages } from './OperatorPages.ts';
import type { Pages } from './Pages.ts';
import { createNonce, setSecurityHeaders } from './securityHeaders.ts';
import type { TrustedProxies } from './TrustedProxies.ts';
import type { WebServices } from './WebServices.ts';

export type WebServerOptions = {
  readonly services: WebServices;
  readonly pages: Pages;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly proxies: TrustedProxies;
  /** Whether WebSockets under `/media/K` go to this machine's media servers. */
  readonly forwardMedia: boolean;
  readonly operatorToken?: string | undefined;
  /** Time for a request to arrive. */
  readonly requestMs: number;
  /** Next's development mode. */
  readonly dev: boolean;
};

type Exchange = { readonly req: IncomingMessage; readonly res: ServerResponse; readonly client: Client };

const pathOf = (req: IncomingMessage): string => req.url?.split(/[?#]/)[0] ?? '/';

/** No page has it. */
const NOWHERE = '/nowhere/at/all';

/** Whether its percent signs make text. */
function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** What a browser may show: all else answers the same whatever media servers there are. */
const isPage = (path: string): boolean =>
  !path.startsWith(`${API_PATH}/`) &&
  !path.startsWith('/_next/') &&
  path !== '/healthz' &&
  !OperatorPages.serves(path);

/**
 * The web app's own HTTP server. It alone decides who a client is, puts the security headers on every answer, serves
 * the API and the operators' pages, and hands all else to the pages.
 */
export class WebServer {
  readonly #options: WebServerOptions;
  readonly #origins: MediaOrigins;
  readonly #health: Health;
  readonly #operatorPages: OperatorPages;
  readonly #forwarder: MediaForwarder;
  readonly #api: (req: IncomingMessage, res: ServerResponse) => void;
  readonly #server: Server;
  /** Sockets that were upgraded: Node's server does not end them by itself. */
  readonly #upgraded = new Set<Duplex>();

  private constructor(options: WebServerOptions) {
    this.#options = options;
    const { services, pages, tls, proxies, operatorToken } = options;
    const { db, log, mediaUrls } = services;
    this.#origins = new MediaOrigins({ db, log });
    this.#health = new Health({ db, pages });
    this.#operatorPages = new OperatorPages({ mediaUrl: mediaUrls[0], operatorToken, log });
    // Each is reached by its id, and those of this machine by their index where that is wanted.
    this.#forwarder = new MediaForwarder({
      mediaUrls: options.forwardMedia ? mediaUrls : [],
      urlOf: (serverId) => this.#origins.urlOf(serverId, services.now()),
      log,
    });
    this.#api = createApi(services, proxies);
    const deadlines = httpDeadlines(options.requestMs);
    this.#server = tls === undefined ? createHttp(deadlines) : createHttps({ ...tls, ...deadlines });
    this.#server.on('request', (req, res) => void this.#onRequest(req, res));
    this.#server.on('upgrade', (req, socket, head) => void this.#onUpgrade(req, socket, head));
  }

  /** Listens when it resolves. @throws when the port is taken. */
  static async create(options: WebServerOptions): Promise<WebServer> {
    const web = new WebServer(options);
    web.#server.listen(options.port, options.host);
    await once(web.#server, 'listening');
    return web;
  }

  get url(): string {
    // What a TCP server answers while it listens.
    const { address, port, family } = this.#server.address() as AddressInfo;
    const scheme = this.#options.tls === undefined ? 'http' : 'https';
    return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Takes no more requests and ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#server.closeAllConnections();
    for (const socket of this.#upgraded) socket.destroy();
    await closed;
  }

  /** Never rejects. */
  async #onRequest(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const client = clientOf(req, this.#options.proxies);
      const { services, dev } = this.#options;
      const mediaOrigins = isPage(pathOf(req))
        ? await this.#origins.current(services.now())
        : this.#origins.known;
      const policy = { nonce: createNonce(), mediaOrigins, dev };
      setSecurityHeaders({ req, res }, { ...policy, secure: client.secure });
      await this.#route({ req, res, client });
    } catch (error) {
      this.#options.services.log.error('request failed', { path: pathOf(req), error });
      if (res.headersSent) res.destroy();
      else answerJson(res, 500, { error: 'internal' });
    }
  }

  async #route({ req, res, client }: Exchange): Promise<void> {
    const path = pathOf(req);
    if (path.startsWith(`${API_PATH}/`)) return this.#api(req, res);
    if (path === '/healthz') return this.#health.handle(res);
    if (OperatorPages.serves(path)) return this.#operatorPages.handle({ req, res, client });
    const { pages } = this.#options;
    if (!pages.ready) {
      res.setHeader('Retry-After', '1');
      return answerJson(res, 503, { error: 'starting' });
    }
    // Next answers an address that cannot be read with a bare error: here it is one where there is nothing.
    if (!isReadable(path)) req.url = NOWHERE;
    // What Next made of them is nobody's business but ours.
    for (const name of forwardingHeaders(req.headers)) delete req.headers[name];
    await pages.handle(req, res);
  }

  /** Never rejects. */
  async #onUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    // A socket without this listener would end the process when it breaks.
    socket.on('error', () => socket.destroy());
    try {
      const target = await this.#forwarder.targetOf(req.url ?? '/');
      if (socket.destroyed) return;
      if (target !== undefined) {
        this.#forwarder.forward(target, clientOf(req, this.#options.proxies), { req, socket, head });
      } else if (this.#options.dev && this.#options.pages.ready) {
        this.#options.pages.upgrade(req, socket, head);
      } else {
        refuseUpgrade(socket, '404 Not Found');
      }
    } catch (error) {
      this.#options.services.log.error('upgrade failed', { path: pathOf(req), error });
      socket.destroy();
    }
  }
}
