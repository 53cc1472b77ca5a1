import type { types } from 'mediasoup-client';
import {
  HandlerInterface,
  type HandlerFactory,
  type HandlerOptions,
  type HandlerReceiveDataChannelOptions,
  type HandlerReceiveDataChannelResult,
  type HandlerReceiveOptions,
  type HandlerReceiveResult,
  type HandlerSendDataChannelOptions,
  type HandlerSendDataChannelResult,
  type HandlerSendOptions,
  type HandlerSendResult,
} from 'mediasoup-client/handlers/HandlerInterface';
import { RTCDataChannel as WeriftDataChannel, RTCDataChannelParameters } from 'werift';
import { receiveCapabilities, sendCapabilities } from './capabilities.ts';
import type { HeadlessMedia } from './HeadlessMedia.ts';
import { Receiver } from './Receiver.ts';
import { Sender } from './Sender.ts';
import { WeriftConnection } from './WeriftConnection.ts';

const NAME = 'Werift';

/** What the server accepts in one message, unless it says otherwise. */
const MESSAGE_BYTES = 65_536;

const noStats = (): RTCStatsReport => new Map();

/** mediasoup-client's handler over werift's transports: no SDP, and any number of encodings. */
class WeriftHandler extends HandlerInterface {
  readonly #options: HandlerOptions;
  readonly #media: HeadlessMedia;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  #connection: Promise<WeriftConnection> | undefined;
  #nextDataStreamId = 0;
  #isClosed = false;

  constructor(options: HandlerOptions, media: HeadlessMedia) {
    super();
    this.#options = options;
    this.#media = media;
    this.#sender = new Sender({ media, capabilities: options.getSendExtendedRtpCapabilities });
    this.#receiver = new Receiver(media);
  }

  get name(): string {
    return NAME;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sender.close();
    this.#receiver.close();
    this.#connection?.then(
      (connection) => connection.close(),
      () => undefined,
    );
    this.removeAllListeners();
  }

  async updateIceServers(): Promise<void> {
    // The server is reached without any.
  }

  async restartIce(iceParameters: types.IceParameters): Promise<void> {
    await (await this.#connection)?.restartIce(iceParameters);
  }

  async getTransportStats(): Promise<RTCStatsReport> {
    return noStats();
  }

  async send(options: HandlerSendOptions): Promise<HandlerSendResult> {
    const connection = await this.#connected();
    return this.#sender.add(options, connection);
  }

  async stopSending(localId: string): Promise<void> {
    this.#sender.remove(localId);
  }

  async pauseSending(): Promise<void> {
    // A paused producer's track is disabled, and what is disabled is not sent.
  }

  async resumeSending(): Promise<void> {
    // See above.
  }

  async replaceTrack(localId: string, track: MediaStreamTrack | null): Promise<void> {
    this.#sender.require(localId).setTrack(track);
  }

  async setMaxSpatialLayer(localId: string, spatialLayer: number): Promise<void> {
    this.#sender.require(localId).setMaxSpatialLayer(spatialLayer);
  }

  async setRtpEncodingParameters(): Promise<void> {
    throw new Error('ready-made media have fixed parameters');
  }

  async getSenderStats(): Promise<RTCStatsReport> {
    return noStats();
  }

  async sendDataChannel(options: HandlerSendDataChannelOptions): Promise<HandlerSendDataChannelResult> {
    const connection = await this.#connected();
    const { ordered, maxPacketLifeTime, maxRetransmits, label, protocol } = options.sctpStreamParameters;
    const streamId = this.#nextDataStreamId++;
    const dataChannel = openChannel(
      connection,
      { ...options.sctpStreamParameters, streamId },
      { label, protocol },
    );
    return { dataChannel, sctpStreamParameters: { streamId, ordered, maxPacketLifeTime, maxRetransmits } };
  }

  async receive(optionsList: HandlerReceiveOptions[]): Promise<HandlerReceiveResult[]> {
    // Before the server is told anything that could make it send.
    const results = optionsList.map((options) => this.#receiver.add(options));
    this.#receiver.start(await this.#connected());
    return results;
  }

  async stopReceiving(localIds: string[]): Promise<void> {
    for (const localId of localIds) this.#receiver.remove(localId);
  }

  async pauseReceiving(): Promise<void> {
    // Whatever comes is counted.
  }

  async resumeReceiving(): Promise<void> {
    // See above.
  }

  async getReceiverStats(localId: string): Promise<RTCStatsReport> {
    return this.#receiver.stats(localId);
  }

  async receiveDataChannel(
    options: HandlerReceiveDataChannelOptions,
  ): Promise<HandlerReceiveDataChannelResult> {
    const connection = await this.#connected();
    return { dataChannel: openChannel(connection, options.sctpStreamParameters, options) };
  }

  getDataChannelMaxMessageSize(): number {
    return this.#options.sctpParameters?.maxReceiveMessageSize ?? MESSAGE_BYTES;
  }

  /** The server knows our certificate; the rest goes on by itself. */
  async #connected(): Promise<WeriftConnection> {
    this.#connection ??= this.#connect();
    const connection = await this.#connection;
    if (this.#isClosed) throw new Error('the handler is closed');
    return connection;
  }

  async #connect(): Promise<WeriftConnection> {
    const { iceParameters, iceCandidates, dtlsParameters, sctpParameters } = this.#options;
    const connection = await WeriftConnection.create({
      iceParameters,
      iceCandidates,
      dtlsParameters,
      sctpParameters,
      onRtp: (packet) => this.#receiver.onRtp(packet),
      onRtcp: (packet) => {
        this.#sender.onRtcp(packet);
        this.#receiver.onRtcp(packet);
      },
      onState: (state) => this.emit('@connectionstatechange', state),
    });
    await new Promise<void>((resolve, reject) => {
      this.safeEmit('@connect', { dtlsParameters: connection.dtlsParameters }, resolve, reject);
    });
    this.#media.setConnection(this.#options.direction, connection);
    if (!this.#isClosed) void connection.connect();
    return connection;
  }
}

export const weriftHandlerFactory = (media: HeadlessMedia): HandlerFactory => ({
  name: NAME,
  factory: (options) => new WeriftHandler(options, media),
  getNativeRtpCapabilities: ({ direction }) => {
    const { receive, transportCc } = media.options;
    return Promise.resolve(
      direction === 'sendonly' ? sendCapabilities() : receiveCapabilities(receive, transportCc),
    );
  },
});

function openChannel(
  { sctp }: WeriftConnection,
  parameters: types.SctpStreamParameters,
  { label = '', protocol = '' }: { readonly label?: string; readonly protocol?: string },
): RTCDataChannel {
  if (sctp === undefined) throw new Error('the transport has no SCTP');
  const { streamId = 0, ordered = true, maxPacketLifeTime, maxRetransmits } = parameters;
  const channel = new WeriftDataChannel(
    sctp,
    new RTCDataChannelParameters({
      negotiated: true,
      id: streamId,
      label,
      protocol,
      ordered,
      ...(maxPacketLifeTime !== undefined && { maxPacketLifeTime }),
      ...(maxRetransmits !== undefined && { maxRetransmits }),
    }),
  );
  // It has all of the browser's class that mediasoup-client uses.
  return channel as unknown as RTCDataChannel;
}
