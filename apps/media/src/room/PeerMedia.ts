import {
  AppError,
  type ConnectTransportInput,
  type DataConsumerInfo,
  DataConsumerId,
  DataProducerId,
  DataLabel,
  type DtlsParameters,
  type IceParameters,
  type PreparedTransports,
  type ProduceDataInput,
  type TransportInfo,
  TransportId,
} from '@convene/protocol';
import type { types } from 'mediasoup';
import type { MediaRouter } from '../media/MediaRouter.ts';
import { withDeadline } from '../media/withDeadline.ts';
import { DtlsWatch, type DtlsWatchOptions } from './DtlsWatch.ts';

/** A DataConsumer of a WebRtcTransport is of type 'sctp', and always has stream parameters. */
function dataConsumerInfo(consumer: types.DataConsumer): DataConsumerInfo {
  if (consumer.sctpStreamParameters === undefined) throw AppError.internal('DataConsumer without a stream');
  return {
    dataConsumerId: DataConsumerId.parse(consumer.id),
    dataProducerId: DataProducerId.parse(consumer.dataProducerId),
    label: DataLabel.parse(consumer.label),
    sctpStreamParameters: consumer.sctpStreamParameters,
  };
}

function transportInfo(transport: types.WebRtcTransport): TransportInfo {
  if (transport.sctpParameters === undefined) throw AppError.internal('transport without SCTP');
  return {
    transportId: TransportId.parse(transport.id),
    iceParameters: transport.iceParameters,
    iceCandidates: transport.iceCandidates,
    dtlsParameters: transport.dtlsParameters,
    sctpParameters: transport.sctpParameters,
  };
}

export type PeerMediaOptions = {
  readonly router: MediaRouter;
  readonly requestMs: number;
  /** Called for each message that the client sends on its DataProducers. */
  readonly onData: (label: DataLabel, message: Buffer) => void;
  /** How the DTLS of both transports is watched; without it, it is not. */
  readonly dtls?: Omit<DtlsWatchOptions, 'transports'>;
};

/** The two transports of a peer (004-23) and its data channels, on one router. */
export class PeerMedia {
  readonly router: MediaRouter;
  /** Addresses this peer's DataConsumers on the router's channels. */
  readonly subchannel: number;
  readonly sendTransport: types.WebRtcTransport;
  readonly recvTransport: types.WebRtcTransport;
  readonly #options: PeerMediaOptions;
  readonly #dataConsumers: readonly types.DataConsumer[];
  readonly #dataProducers = new Map<DataLabel, types.DataProducer>();
  readonly #connectedWith = new Map<string, DtlsParameters>();
  readonly #dtlsWatch: DtlsWatch | undefined;
  #closed = false;

  private constructor(
    options: PeerMediaOptions,
    subchannel: number,
    made: {
      readonly sendTransport: types.WebRtcTransport;
      readonly recvTransport: types.WebRtcTransport;
      readonly dataConsumers: readonly types.DataConsumer[];
    },
  ) {
    this.router = options.router;
    this.subchannel = subchannel;
    this.sendTransport = made.sendTransport;
    this.recvTransport = made.recvTransport;
    this.#options = options;
    this.#dataConsumers = made.dataConsumers;
    const { dtls } = options;
    const transports = [made.sendTransport, made.recvTransport];
    this.#dtlsWatch = dtls && new DtlsWatch({ ...dtls, transports });
  }

  /** Makes both transports and the paused DataConsumers; what came up before a failure is closed. */
  static async create(options: PeerMediaOptions): Promise<PeerMedia> {
    const { router, requestMs } = options;
    const creating = [0, 1].map(() =>
      withDeadline(router.createTransport(), {
        ms: requestMs,
        what: 'createWebRtcTransport',
        onLate: (transport) => transport.close(),
      }),
    );
    const [send, recv] = await Promise.allSettled(creating);
    const closeBoth = () => {
      for (const result of [send, recv]) if (result?.status === 'fulfilled') result.value.close();
    };
    if (send?.status !== 'fulfilled' || recv?.status !== 'fulfilled') {
      closeBoth();
      throw router.closed
        ? AppError.workerDied(router.place.workerId)
        : AppError.from(
            send?.status === 'rejected' ? send.reason : recv?.status === 'rejected' && recv.reason,
          );
    }
    let subchannel: number | undefined;
    try {
      const own = router.channels.takeSubchannel();
      subchannel = own;
      const consuming = DataLabel.options.map((label) =>
        router.channels.consumeOn(recv.value, { label, subchannel: own }),
      );
      const dataConsumers = await withDeadline(Promise.all(consuming), {
        ms: requestMs,
        what: 'consumeData',
      });
      return new PeerMedia(options, own, {
        sendTransport: send.value,
        recvTransport: recv.value,
        dataConsumers,
      });
    } catch (error) {
      closeBoth();
      if (subchannel !== undefined) router.channels.returnSubchannel(subchannel);
      throw error;
    }
  }

  /** What the client needs to make its ends (004-27). */
  get info(): Omit<PreparedTransports, 'iceServers'> {
    return {
      routerRtpCapabilities: this.router.rtpCapabilities,
      sendTransport: transportInfo(this.sendTransport),
      recvTransport: transportInfo(this.recvTransport),
      dataConsumers: this.#dataConsumers.map(dataConsumerInfo),
    };
  }

  /** Sent again after a lost answer, it is done already. */
  async connectTransport({ transportId, dtlsParameters }: ConnectTransportInput): Promise<void> {
    const transport = this.#requireTransport(transportId);
    const before = this.#connectedWith.get(transportId);
    if (before !== undefined) {
      if (JSON.stringify(before) === JSON.stringify(dtlsParameters)) return;
      throw AppError.wrongState('connectTransport', 'connected');
    }
    this.#connectedWith.set(transportId, dtlsParameters);
    try {
      await this.#ask('connect', transport.connect({ dtlsParameters }));
    } catch (error) {
      this.#connectedWith.delete(transportId);
      if (error instanceof AppError) throw error;
      throw AppError.invalidDtlsParameters('refused', error);
    }
  }

  async restartIce(transportId: TransportId): Promise<IceParameters> {
    return this.#ask('restartIce', this.#requireTransport(transportId).restartIce());
  }

  /** The client's own channel up (004-56). Nobody consumes it but the server. */
  async produceData({ transportId, label, sctpStreamParameters }: ProduceDataInput): Promise<DataProducerId> {
    this.requireSendTransport(transportId);
    const { streamId, ordered, maxPacketLifeTime, maxRetransmits } = sctpStreamParameters;
    if (streamId === undefined) throw AppError.invalidInput('sctpStreamParameters.streamId');
    const existing = this.#dataProducers.get(label);
    if (existing !== undefined && !existing.closed) {
      // The same channel again: its answer was lost.
      if (existing.sctpStreamParameters?.streamId === streamId) return DataProducerId.parse(existing.id);
      throw AppError.cannotProduce('labelInUse');
    }
    const producing = this.sendTransport.produceData({
      label,
      sctpStreamParameters: {
        streamId,
        ...(ordered === undefined ? {} : { ordered }),
        ...(maxPacketLifeTime === undefined ? {} : { maxPacketLifeTime }),
        ...(maxRetransmits === undefined ? {} : { maxRetransmits }),
      },
    });
    const producer = await this.#ask('produceData', producing, (late) => late.close()).catch(
      (error: unknown) => {
        throw error instanceof AppError ? error : AppError.invalidInput('sctpStreamParameters', error);
      },
    );
    try {
      this.requireOpen(producer);
      const onMessage = (message: Buffer) => this.#options.onData(label, message);
      await this.#ask('receive', this.router.channels.receive(producer, onMessage));
    } catch (error) {
      producer.close();
      throw error;
    }
    this.#dataProducers.set(label, producer);
    return DataProducerId.parse(producer.id);
  }

  /** @throws AppError transportNotFound, cannotProduce */
  requireSendTransport(transportId: TransportId): types.WebRtcTransport {
    if (this.#requireTransport(transportId) !== this.sendTransport) {
      throw AppError.cannotProduce('notTheSendTransport');
    }
    return this.sendTransport;
  }

  /**
   * What a worker made while this was closed is known to no transport any more: mediasoup never closes it by itself.
   * @throws AppError wrongState
   */
  requireOpen(made: { close(): void }): void {
    if (!this.#closed) return;
    made.close();
    throw AppError.wrongState('media', 'closed');
  }

  /** From here on the room's messages reach the client. */
  async resumeDataConsumers(): Promise<void> {
    await this.#ask('resume', Promise.all(this.#dataConsumers.map((consumer) => consumer.resume())));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dtlsWatch?.close();
    this.sendTransport.close();
    this.recvTransport.close();
    this.router.channels.returnSubchannel(this.subchannel);
  }

  #requireTransport(transportId: TransportId): types.WebRtcTransport {
    for (const transport of [this.sendTransport, this.recvTransport]) {
      if (transport.id === transportId) return transport;
    }
    throw AppError.transportNotFound(transportId);
  }

  async #ask<T>(what: string, promise: Promise<T>, onLate?: (late: T) => void): Promise<T> {
    const { requestMs: ms } = this.#options;
    try {
      return await withDeadline(promise, { ms, what, ...(onLate === undefined ? {} : { onLate }) });
    } catch (error) {
      if (this.router.closed) throw AppError.workerDied(this.router.place.workerId);
      throw error;
    }
  }
}
