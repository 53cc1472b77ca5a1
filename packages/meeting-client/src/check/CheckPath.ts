import type { ServerId } from '@convene/protocol';
import {
  CheckDown,
  checkLimits,
  type CheckProtocol,
  type CheckUp,
  type OpenCheckInput,
  OpenCheckOutput,
} from '@convene/protocol/check';
import { BurstMeter } from '@convene/protocol/BurstMeter';
import type { OpenedCheck } from '../api.ts';
import { answerSdp, dtlsOfOffer } from './checkSdp.ts';

export type OpenCheck = (input: OpenCheckInput) => Promise<OpenedCheck>;

export type CheckPathOptions = {
  readonly protocol: CheckProtocol;
  readonly openCheck: OpenCheck;
  readonly createConnection: () => RTCPeerConnection;
};

export type CheckReport = Extract<CheckDown, { type: 'report' }>;

/** One way to the server, with the channel on which it is measured. */
export class CheckPath {
  readonly protocol: CheckProtocol;
  /** When each ping came back, in milliseconds after it was sent. */
  readonly roundTrips = new Map<number, number>();
  readonly download = new BurstMeter();
  /** How many pings the server has had, as far as it was heard. */
  pingsArrived = 0;
  report: CheckReport | undefined;
  #port: number | undefined;
  #serverId: ServerId | undefined;
  readonly #options: CheckPathOptions;
  readonly #connection: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  readonly #sentAt = new Map<number, number>();
  #onOpen: (open: boolean) => void = () => {};
  #isReached = false;

  constructor(options: CheckPathOptions) {
    this.#options = options;
    this.protocol = options.protocol;
    this.#connection = options.createConnection();
    this.#channel = this.#connection.createDataChannel('check', {
      negotiated: true,
      id: checkLimits.streamId,
      ordered: false,
      maxRetransmits: 0,
    });
    this.#channel.binaryType = 'arraybuffer';
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#receive(data));
    this.#channel.addEventListener('open', () => this.#onOpen(true));
    this.#connection.addEventListener('iceconnectionstatechange', () => {
      if (isThrough(this.#connection.iceConnectionState)) this.#isReached = true;
    });
    this.#connection.addEventListener('connectionstatechange', () => {
      if (this.#connection.connectionState === 'failed') this.#onOpen(false);
    });
  }

  /** Of the server, once it has answered. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Which one has answered, as soon as it has. */
  get serverId(): ServerId | undefined {
    return this.#serverId;
  }

  /** Packets came through both ways, be it too few to open it. */
  get isReached(): boolean {
    return this.#isReached;
  }

  get isOpen(): boolean {
    return this.#channel.readyState === 'open';
  }

  /** Whether it carries, as soon as that is known. @throws AppError when the server opens no check */
  async open(): Promise<boolean> {
    const opened = new Promise<boolean>((resolve) => (this.#onOpen = resolve));
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    const dtlsParameters = dtlsOfOffer(this.#connection.localDescription?.sdp ?? '');
    const { serverId, answer } = await this.#options.openCheck({ protocol: this.protocol, dtlsParameters });
    if (this.#connection.signalingState === 'closed') return false;
    const info = OpenCheckOutput.parse(answer);
    this.#serverId = serverId;
    this.#port = info.iceCandidates[0]?.port;
    // The server does not offer it.
    if (info.iceCandidates.length === 0) return false;
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: answerSdp(info) });
    return opened;
  }

  ping(number: number): void {
    this.#sentAt.set(number, performance.now());
    this.send({ type: 'ping', number });
  }

  send(up: CheckUp): void {
    if (this.isOpen) this.#channel.send(JSON.stringify(up));
  }

  /** As many as fit before more than `mostBuffered` bytes wait in the browser. */
  sendChunks(count: number, mostBuffered: number): void {
    for (
      let sent = 0;
      sent < count && this.isOpen && this.#channel.bufferedAmount < mostBuffered;
      sent += 1
    ) {
      this.#channel.send(CHUNK);
    }
  }

  close(): void {
    this.#onOpen(false);
    this.#channel.close();
    this.#connection.close();
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) this.download.add(data.byteLength);
    if (typeof data !== 'string') return;
    const down = CheckDown.safeParse(JSON.parse(data)).data;
    if (down?.type === 'report') this.report = down;
    if (down?.type !== 'pong') return;
    const sentAt = this.#sentAt.get(down.number);
    this.pingsArrived = Math.max(this.pingsArrived, down.pings);
    if (sentAt !== undefined) this.roundTrips.set(down.number, performance.now() - sentAt);
  }
}

/** A browser may go to the second one at once. */
export const isThrough = (state: RTCIceConnectionState): boolean =>
  state === 'connected' || state === 'completed';

const CHUNK = new Uint8Array(checkLimits.chunkBytes);
