import type { Socket } from 'node:net';
import { CLIENT_GONE, type JoinOutput, type PrepareOutput, type UserId } from '@convene/protocol';
import { WebSocket } from 'ws';
import type { TestMeeting } from './Installation.ts';
import type { LocalServer } from './LocalServer.ts';
import { audioParameters, videoParameters } from './rtp.ts';
import { TestClient } from './TestClient.ts';
import { waitFor } from './waitFor.ts';

const DTLS = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
} as const;

/** How a socket may end. `halfFrame`: within a message. `deaf`: it reads nothing more, so that it answers no ping. */
const ENDS = ['terminated', 'halfFrame', 'pageGone', 'closed', 'deaf'] as const;

/** For some of this time one that is deaf is so: some come round before the server has noticed, some after it. */
const DEAF_MS = 1_000;

export type CutPersonOptions = {
  readonly local: LocalServer;
  readonly meetings: readonly TestMeeting[];
  /** Some come as the same person, so that seats are taken over. */
  readonly userIds: readonly UserId[];
  readonly random: () => number;
  /** Cuts come within this time: about as long as the whole way takes. */
  readonly withinMs: number;
};

/** Somebody on the way into a meeting whose socket is cut at a random moment, and who may come back to be cut again. */
export class CutPerson {
  readonly #options: CutPersonOptions;
  #prepared: PrepareOutput | undefined;
  #resumeToken: string | undefined;
  #isJoined = false;

  constructor(options: CutPersonOptions) {
    this.#options = options;
  }

  /** Whether the server has answered this person's `join`. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** Resolves when the last socket of this person is gone. */
  async run(): Promise<void> {
    const { local, random, meetings, userIds } = this.#options;
    // None that the server's fixture would keep: what is left in memory is looked at.
    const token = await local.token(this.#oneOf(meetings), { userId: this.#oneOf(userIds) });
    await this.#untilCut(new TestClient(local.url, { token }));
    while (this.#resumeToken !== undefined && random() < 0.5) {
      await this.#untilCut(new TestClient(local.url, { resumeToken: this.#resumeToken }));
    }
  }

  /** The way in, from where this person is: lobby, meeting, streams, and out again. */
  async walk(client: TestClient): Promise<void> {
    const { trpc } = client;
    if (this.#isJoined) client.subscribe(0);
    else await this.#join(client);
    const transportId = this.#prepared?.sendTransport.transportId;
    if (transportId === undefined || !this.#isJoined) return;
    const sent = { transportId, paused: false } as const;
    await Promise.all([
      trpc.produce.mutate({
        ...sent,
        source: 'microphone',
        kind: 'audio',
        rtpParameters: audioParameters('0'),
      }),
      trpc.produce.mutate({ ...sent, source: 'camera', kind: 'video', rtpParameters: videoParameters('1') }),
    ]);
    await trpc.setView.mutate({ tiles: [] });
    await trpc.rename.mutate({ name: 'Eve' });
    if (this.#options.random() < 0.3) await trpc.leave.mutate();
  }

  async #join(client: TestClient): Promise<void> {
    const { trpc } = client;
    const prepared = (this.#prepared ??= await trpc.prepare.mutate());
    this.#resumeToken = prepared.resumeToken;
    const { sendTransport, recvTransport, routerRtpCapabilities: rtpCapabilities } = prepared;
    await Promise.all([
      ...[sendTransport, recvTransport].map(({ transportId }) =>
        trpc.connectTransport.mutate({
          transportId,
          dtlsParameters: { ...DTLS, fingerprints: [...DTLS.fingerprints] },
        }),
      ),
      trpc.produceData.mutate({
        transportId: sendTransport.transportId,
        label: 'chat',
        sctpStreamParameters: { streamId: 0, ordered: true },
      }),
    ]);
    const asked = { name: 'Ada', rtpCapabilities, muted: false, cameraOff: false, takeOver: true };
    const answer: JoinOutput = await trpc.join.mutate(asked);
    if (answer.result !== 'joined') return;
    this.#isJoined = true;
    // Placed on another router than the one on which it was prepared.
    if (answer.transports !== undefined) this.#prepared = { ...prepared, ...answer.transports };
    this.#resumeToken = answer.resumeToken;
    client.subscribe(answer.eventId);
    const { consumers } = answer.snapshot;
    await Promise.all(consumers.map(({ consumerId }) => trpc.resumeConsumer.mutate({ consumerId })));
  }

  /** What the server refuses, or can't answer any more, is the cut's affair. */
  async #untilCut(client: TestClient): Promise<void> {
    const { random, withinMs } = this.#options;
    this.walk(client).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, random() * withinMs));
    await this.#cut(client);
    client.close();
  }

  async #cut(client: TestClient): Promise<void> {
    const { random } = this.#options;
    const socket = await waitFor('a socket', () => client.openedSocket);
    if (socket.readyState === WebSocket.CLOSED) return;
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
    const end = this.#oneOf(ENDS);
    if (socket.readyState !== WebSocket.OPEN || end === 'terminated') socket.terminate();
    else if (end === 'pageGone') socket.close(CLIENT_GONE);
    else if (end === 'closed') socket.close();
    else if (end === 'deaf') deafen(socket, random() * DEAF_MS);
    else breakWithinFrame(socket);
    await gone;
  }

  #oneOf<T>(list: readonly T[]): T {
    const one = list[Math.floor(this.#options.random() * list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  }
}

/** A text frame of 16 KiB, of which the first bytes come and no more. */
function breakWithinFrame(socket: WebSocket): void {
  // The connection under a `ws` socket has no public name.
  const { _socket: connection } = socket as unknown as { _socket: Socket };
  const masked = 0x80;
  connection.write(
    Buffer.from([0x81, masked | 126, 0x40, 0x00, 1, 2, 3, 4, ...Buffer.from('half a message')]),
  );
  connection.destroySoon();
}

function deafen(socket: WebSocket, ms: number): void {
  socket.pause();
  setTimeout(() => {
    socket.resume();
    socket.terminate();
  }, ms);
}
