import {
  AppError,
  type DataConsumerInfo,
  DataLabel,
  isPoorScore,
  type PreparedTransports,
  type ProducerId,
  type RoomEvent,
  type RoomEventOf,
  Source,
  type StreamId,
  type TransportId,
  type TransportInfo,
} from '@convene/protocol';
import type { Device, types } from 'mediasoup-client';
import type { SentReport } from './api.ts';
import { answerConnect, answerProduce } from './answerTransport.ts';
import type { ClientLog } from './clientLog.ts';
import { IceKeeper } from './IceKeeper.ts';
import { isLoopbackOnly } from './isLoopbackOnly.ts';
import { type MediaSignaling, producerIdOf, type Transport } from './mediaPorts.ts';
import { ReceivedStreams } from './ReceivedStreams.ts';
import { SentStream, type Wanted } from './SentStream.ts';

/** 004-57 for what may be lost; chat is reliable and ordered (X13, X19). */
const CHANNELS: Readonly<Record<DataLabel, { ordered: boolean; maxRetransmits?: number }>> = {
  chat: { ordered: true },
  signals: { ordered: false, maxRetransmits: 3 },
};

export type MediaSessionOptions = {
  readonly device: Device;
  readonly transports: PreparedTransports;
  readonly signaling: MediaSignaling;
  readonly log: ClientLog;
  /** Something about the received streams changed. */
  readonly onChange: () => void;
  readonly onData: (label: DataLabel, text: string) => void;
  readonly onDataOpen: (label: DataLabel) => void;
  readonly onDataHeard: (label: DataLabel) => void;
  /** The path to the server is broken for good. `wasConnected`: it was not from the beginning. */
  readonly onLost: (lost: { wasConnected: boolean }) => void;
  readonly goesOn: (streamId: StreamId) => boolean;
  /** What was lost, and what these transports take the place of; it is closed when nothing of it is shown any more. */
  readonly former?: MediaSession | undefined;
};

/** The two transports of one peer (004-23), what it sends and receives on them, and the two data channels. */
export class MediaSession {
  readonly #options: MediaSessionOptions;
  readonly #sendTransport: Transport;
  readonly #recvTransport: Transport;
  readonly #keepers: readonly IceKeeper[];
  readonly #sent: ReadonlyMap<Source, SentStream>;
  /** By producer, since an event may come before the answer of `produce` that names it. */
  readonly #demand = new Map<ProducerId, RoomEventOf<'demandChanged'>>();
  readonly #channels = new Map<DataLabel, types.DataProducer>();
  readonly received: ReceivedStreams;
  readonly isRenewal: boolean;
  #former: MediaSession | undefined;
  #closed = false;
  #connecting: Promise<void> | undefined;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const { device, transports, signaling, log, onChange, goesOn, former } = options;
    this.#former = former;
    this.isRenewal = former !== undefined;
    if (former !== undefined) former.#retire();
    const { sendTransport, recvTransport } = transports;
    this.#sendTransport = device.createSendTransport(this.#transportOptions(sendTransport));
    this.#recvTransport = device.createRecvTransport(this.#transportOptions(recvTransport));
    const asking = { signaling, isOver: () => this.closed };
    answerConnect(this.#sendTransport, sendTransport, asking);
    answerConnect(this.#recvTransport, recvTransport, asking);
    answerProduce(this.#sendTransport, sendTransport, asking);
    this.received = new ReceivedStreams({
      transport: this.#recvTransport,
      signaling,
      log,
      onChange,
      goesOn,
      former: former?.received,
      onFormerOver: () => this.#closeFormer(),
    });
    this.#sent = new Map(
      Source.options.map((source) => [
        source,
        new SentStream({
          source,
          transport: this.#sendTransport,
          signaling,
          log,
          demandOf: (producerId) => this.#demand.get(producerId),
          capabilityOf: (codec) =>
            device.sendRtpCapabilities.codecs?.find(
              ({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`,
            ),
        }),
      ]),
    );
    this.#keepers = [
      this.#keepConnected(this.#sendTransport, sendTransport),
      this.#keepConnected(this.#recvTransport, recvTransport),
    ];
  }

  get closed(): boolean {
    return this.#sendTransport.closed;
  }

  /** By which the server knows which media are spoken of. */
  get recvTransportId(): TransportId {
    return this.#options.transports.recvTransport.transportId;
  }

  /** Nothing gets through right now, in one direction at least. */
  get interrupted(): boolean {
    return [this.#sendTransport, this.#recvTransport].some(
      ({ connectionState }) => connectionState === 'disconnected' || connectionState === 'failed',
    );
  }

  /** Both directions were, some time. */
  get wasConnected(): boolean {
    return this.#keepers.every((keeper) => keeper.wasConnected);
  }

  get loopbackOnly(): boolean {
    return isLoopbackOnly(this.#options.transports.recvTransport.iceCandidates);
  }

  /**
   * Connects both transports by their data channels: mediasoup-client connects a transport only when something is made
   * on it, and in the lobby there is no media yet (DESIGN §4).
   */
  connect(): Promise<void> {
    this.#connecting ??= Promise.all([
      ...this.#options.transports.dataConsumers.map((info) => this.#receiveData(info)),
      ...DataLabel.options.map((label) => this.#sendData(label)),
    ]).then(() => undefined);
    return this.#connecting;
  }

  want(source: Source, wanted: Wanted): Promise<void> {
    return this.#sent.get(source)?.want(wanted) ?? Promise.resolve();
  }

  /** Answers false while the channel is not open. */
  send(label: DataLabel, text: string): boolean {
    const channel = this.#channels.get(label);
    if (channel === undefined || channel.closed || channel.readyState !== 'open') return false;
    channel.send(text);
    return true;
  }

  /** What the browser counts of what is sent. */
  async sentStats(): Promise<SentReport[]> {
    const sent = [...this.#sent].flatMap(([source, { producer }]) =>
      producer === undefined || producer.closed || producer.paused ? [] : [{ source, producer }],
    );
    return Promise.all(
      sent.map(async ({ source, producer }) => ({
        source,
        producerId: producerIdOf(producer),
        report: await producer.getStats(),
      })),
    );
  }

  /** Of all that is received. */
  async receivedStats(): Promise<RTCStatsReport> {
    return this.#recvTransport.getStats();
  }

  /** Whatever an event says of this peer's own producers and consumers. */
  apply(event: RoomEvent): void {
    switch (event.type) {
      case 'newConsumer': {
        void this.received.add([event.consumer]);
        break;
      }
      case 'consumerClosed': {
        this.received.close(event.consumerId);
        break;
      }
      case 'consumerLayersChanged': {
        this.received.setLayers(event.consumerId, event.layers);
        break;
      }
      case 'producerClosed': {
        this.received.closeByProducer(event.producerId);
        this.#sentBy(event.producerId)?.forget();
        this.#demand.delete(event.producerId);
        break;
      }
      case 'demandChanged': {
        this.#demand.set(event.producerId, event);
        void this.#sentBy(event.producerId)?.sync();
        break;
      }
      case 'producerScored': {
        this.#onScores(event.producerId, event.scores);
        break;
      }
      case 'resynced': {
        void this.received.replaceAll(event.snapshot.consumers);
        this.#forgetDemand();
        break;
      }
      default: {
        // Other events are the roster's.
      }
    }
  }

  /** The socket is a new one: what was asked on the old one and not answered is asked again. */
  resume(): void {
    this.received.resendResumes();
    for (const sent of this.#sent.values()) void sent.sync();
  }

  restartIce(): void {
    for (const keeper of this.#keepers) keeper.restart();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#retire();
    this.received.closeAll();
    this.#recvTransport.close();
    this.#closeFormer();
  }

  #closeFormer(): void {
    this.#former?.close();
    this.#former = undefined;
  }

  /** It sends nothing and asks for nothing any more; what it shows stays. */
  #retire(): void {
    for (const keeper of this.#keepers) keeper.close();
    for (const sent of this.#sent.values()) sent.close();
    this.#sendTransport.close();
  }

  #transportOptions(info: TransportInfo): types.TransportOptions {
    const { transportId: id, iceParameters, iceCandidates, dtlsParameters, sctpParameters } = info;
    const { iceServers } = this.#options.transports;
    return { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters, iceServers };
  }

  #keepConnected(transport: Transport, { transportId }: TransportInfo): IceKeeper {
    const { signaling, log, onLost, onChange } = this.#options;
    transport.on('connectionstatechange', onChange);
    return new IceKeeper({ transport, transportId, signaling, log, onLost });
  }

  async #sendData(label: DataLabel): Promise<void> {
    const channel = await this.#sendTransport.produceData({ label, ...CHANNELS[label] });
    if (this.closed) throw AppError.of('wrongState', { request: 'connect', state: 'closed' });
    this.#channels.set(label, channel);
    channel.on('open', () => this.#options.onDataOpen(label));
    if (channel.readyState === 'open') this.#options.onDataOpen(label);
  }

  async #receiveData(info: DataConsumerInfo): Promise<void> {
    const { dataConsumerId: id, dataProducerId, label, sctpStreamParameters } = info;
    const consumer = await this.#recvTransport.consumeData({
      id,
      dataProducerId,
      label,
      sctpStreamParameters,
    });
    consumer.on('open', () => this.#options.onDataHeard(label));
    consumer.on('message', (data: unknown) => {
      if (typeof data === 'string') this.#options.onData(label, data);
    });
  }

  /** What was said of it meanwhile is lost: better too much is sent than nothing where somebody watches. */
  #forgetDemand(): void {
    this.#demand.clear();
    for (const sent of this.#sent.values()) void sent.sync();
  }

  #sentBy(producerId: ProducerId): SentStream | undefined {
    return [...this.#sent.values()].find((sent) => sent.producer?.id === producerId);
  }

  #onScores(producerId: ProducerId, scores: readonly number[]): void {
    if (this.#sentBy(producerId)?.producer?.paused !== false || !isPoorScore(scores)) return;
    this.#options.log.warn('producer score is low', { producerId, scores });
  }
}
