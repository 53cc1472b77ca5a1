import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export type To = 'server' | 'client';

/** What becomes of one datagram. `late`: the next one of its direction, or its own repetition, overtakes it. */
export type Fate = 'passes' | 'lost' | 'twice' | 'late';

const HOST = '127.0.0.1';

/** RFC 7983: the first byte tells DTLS from STUN and from media. */
const isDtls = ([first = 0]: Buffer): boolean => first >= 20 && first <= 63;

/** Stands between one client and the server, and decides about each datagram of DTLS by its number in its direction. */
export class DtlsRelay {
  readonly port: number;
  readonly #sockets: readonly Socket[];
  readonly #fate: (to: To, index: number) => Fate;
  readonly #counts = { server: 0, client: 0 };
  readonly #late: Partial<Record<To, () => void>> = {};

  static async start(serverPort: number, fate: (to: To, index: number) => Fate): Promise<DtlsRelay> {
    const sockets = [createSocket('udp4'), createSocket('udp4')] as const;
    for (const socket of sockets) {
      const bound = once(socket, 'listening');
      socket.bind(0, HOST);
      await bound;
    }
    return new DtlsRelay(sockets, serverPort, fate);
  }

  private constructor(
    [front, back]: readonly [Socket, Socket],
    serverPort: number,
    fate: (to: To, index: number) => Fate,
  ) {
    this.port = front.address().port;
    this.#sockets = [front, back];
    this.#fate = fate;
    let clientPort: number | undefined;
    front.on('message', (packet, { port }) => {
      clientPort = port;
      this.#pass('server', packet, () => back.send(packet, serverPort, HOST));
    });
    back.on('message', (packet) => {
      this.#pass('client', packet, () => front.send(packet, clientPort, HOST));
    });
  }

  /** Datagrams of DTLS that came so far. */
  get counts(): Readonly<Record<To, number>> {
    return this.#counts;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  #pass(to: To, packet: Buffer, send: () => void): void {
    if (!isDtls(packet)) {
      send();
      return;
    }
    const fate = this.#fate(to, this.#counts[to]++);
    if (fate === 'late') {
      this.#late[to] = send;
      return;
    }
    if (fate !== 'lost') send();
    if (fate === 'twice') send();
    this.#late[to]?.();
    this.#late[to] = undefined;
  }
}
