import { AppError, assertNever, type DtlsParameters } from '@convene/protocol';
import {
  CheckUp,
  checkLimits,
  type CheckDown,
  type OpenCheckInput,
  type OpenCheckOutput,
} from '@convene/protocol/check';
import { BurstMeter } from '@convene/protocol/BurstMeter';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { Scope } from '../media/Scope.ts';
import { withDeadline } from '../media/withDeadline.ts';

const TICK_MS = 20;
const CHUNK = Buffer.alloc(checkLimits.chunkBytes);
const CHUNKS_PER_TICK = Math.round(
  (checkLimits.burstBitsPerSecond / 8 / checkLimits.chunkBytes) * (TICK_MS / 1000),
);
const DELIVERY = { ordered: false, maxRetransmits: 0 } as const;

export type ConnectionCheckOptions = {
  readonly router: MediaRouter;
  readonly requestMs: number;
  /** It ends after this long. */
  readonly openMs: number;
  readonly input: OpenCheckInput;
  /** Called once. */
  readonly onClose: () => void;
};

type Parts = {
  readonly transport: types.WebRtcTransport;
  readonly direct: types.DirectTransport;
  readonly down: types.DataProducer;
  readonly up: types.DataConsumer;
};

/**
 * One path between a lobby and its worker, tried before the meeting needs it: a transport that takes UDP or TCP alone, and a
 * channel on which the client measures. It knows nothing of the room, has an end of its own, and sends nothing before
 * DTLS stands, so that nobody gets bytes who has not asked for them.
 */
export class ConnectionCheck {
  readonly #parts: Parts;
  /** Closes all that the check is made of. */
  readonly #scope: Scope;
  readonly #pings = new Set<number>();
  readonly #upload = new BurstMeter();
  #messages = 0;
  #uploaded = 0;
  #downloading = false;

  private constructor({ openMs }: ConnectionCheckOptions, parts: Parts, scope: Scope) {
    this.#parts = parts;
    this.#scope = scope;
    const close = () => this.close();
    scope.timeout(openMs, close);
    parts.transport.on('dtlsstatechange', (state) => {
      if (state === 'closed' || state === 'failed') this.close();
    });
    parts.transport.observer.once('close', close);
    parts.up.on('message', (message, ppid) => this.#receive(message, ppid));
  }

  /** @throws AppError workerDied, timeout, invalidDtlsParameters */
  static async open(options: ConnectionCheckOptions): Promise<ConnectionCheck> {
    // Once it is closed, what is made too late is closed as it comes.
    const scope = new Scope();
    scope.defer(options.onClose);
    try {
      const making = ConnectionCheck.#make(options, scope);
      return await withDeadline(making, { ms: options.requestMs, what: 'openCheck' });
    } catch (error) {
      scope.close();
      const { closed, place } = options.router;
      throw closed ? AppError.workerDied(place.workerId) : AppError.from(error);
    }
  }

  static async #make(options: ConnectionCheckOptions, scope: Scope): Promise<ConnectionCheck> {
    const { router, input } = options;
    const transport = await router.createTransport(input.protocol);
    scope.defer(() => transport.close());
    const direct = await router.router.createDirectTransport();
    scope.defer(() => direct.close());
    const down = await direct.produceData({ label: 'check' });
    const consumer = await transport.consumeData({ dataProducerId: down.id, ...DELIVERY });
    const { streamId } = checkLimits;
    // The first one of a transport.
    if (consumer.sctpStreamParameters?.streamId !== streamId) throw AppError.internal('another stream');
    const producer = await transport.produceData({
      label: 'check',
      sctpStreamParameters: { streamId, ...DELIVERY },
    });
    const up = await direct.consumeData({ dataProducerId: producer.id });
    await connect(transport, input.dtlsParameters);
    return new ConnectionCheck(options, { transport, direct, down, up }, scope);
  }

  get transportIds(): readonly string[] {
    const { transport, direct } = this.#parts;
    return [transport.id, direct.id];
  }

  get info(): OpenCheckOutput {
    const { transport } = this.#parts;
    const { iceParameters, iceCandidates, dtlsParameters, sctpParameters } = transport;
    if (sctpParameters === undefined) throw AppError.internal('transport without SCTP');
    return { iceParameters, iceCandidates, dtlsParameters, sctpParameters };
  }

  close(): void {
    this.#scope.close();
  }

  #receive(message: Buffer, ppid: number): void {
    if (this.#scope.closed) return;
    const isText = ppid === 51;
    this.#messages += isText ? 1 : 0;
    if (!isText) {
      this.#upload.add(message.length);
      // Each costs this process the same, however small it is.
      this.#uploaded += Math.max(message.length, checkLimits.chunkBytes);
    }
    // More than any client of ours sends.
    const isTooMuch = this.#messages > checkLimits.messages || this.#uploaded > checkLimits.uploadBytes;
    if (isTooMuch) this.close();
    else if (isText) this.#answer(message);
  }

  #answer(message: Buffer): void {
    const up = parse(message);
    // Not understood: nothing is owed to it.
    if (up === undefined) return;
    switch (up.type) {
      case 'ping': {
        this.#pings.add(up.number);
        this.#send({ type: 'pong', number: up.number, pings: this.#pings.size });
        break;
      }
      case 'report': {
        this.#send({ type: 'report', rate: this.#upload.rate });
        break;
      }
      case 'download': {
        this.#download(up.ms);
        break;
      }
      default: {
        assertNever(up);
      }
    }
  }

  /** Once in the life of a check, at a pace, and with an end: what the receiver does not take is dropped. */
  #download(ms: number): void {
    if (this.#downloading) return;
    this.#downloading = true;
    const endAt = performance.now() + ms;
    this.#scope.interval(TICK_MS, () => {
      if (performance.now() > endAt) return;
      for (let chunk = 0; chunk < CHUNKS_PER_TICK; chunk += 1) this.#sendRaw(CHUNK);
    });
  }

  #send(down: CheckDown): void {
    this.#sendRaw(JSON.stringify(down));
  }

  #sendRaw(message: string | Buffer): void {
    const { down } = this.#parts;
    if (down.closed || this.#scope.closed) return;
    try {
      down.send(message);
    } catch {
      // The channel to a worker that has just died throws.
      this.close();
    }
  }
}

async function connect(transport: types.WebRtcTransport, dtlsParameters: DtlsParameters): Promise<void> {
  try {
    await transport.connect({ dtlsParameters });
  } catch (error) {
    throw AppError.invalidDtlsParameters('refused', error);
  }
}

function parse(message: Buffer): CheckUp | undefined {
  try {
    return CheckUp.safeParse(JSON.parse(message.toString())).data;
  } catch {
    return undefined;
  }
}
