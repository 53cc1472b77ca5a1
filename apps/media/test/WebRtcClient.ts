import wrtc from '@roamhq/wrtc';
import {
  ChatDown,
  type ChatUp,
  type ConsumerInfo,
  type DataLabel,
  type Joined,
  SignalDown,
  type SignalUp,
  type Source,
  type TransportId,
} from '@convene/protocol';
import { Device, type types } from 'mediasoup-client';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import type { TestClient } from './TestClient.ts';
import { waitFor } from './waitFor.ts';

// mediasoup-client's handler for Chromium looks for these in the global scope.
Object.assign(globalThis, { MediaStream: wrtc.MediaStream, RTCPeerConnection: wrtc.RTCPeerConnection });

/** A MediaStreamTrack: this package's programs know no DOM. */
export type Track = NonNullable<types.ProducerOptions['track']>;

const DELIVERY = { chat: { ordered: true }, signals: { ordered: false, maxRetransmits: 3 } } as const;

/** A client with real WebRTC: its DataChannels and tracks go through the worker. */
export class WebRtcClient {
  readonly client: TestClient;
  readonly chat: ChatDown[] = [];
  readonly signals: SignalDown[] = [];
  readonly #device = new Device({ handlerFactory: Chrome111.createFactory({}) });
  readonly #up = new Map<DataLabel, types.DataProducer>();
  #send: types.Transport | undefined;
  #recv: types.Transport | undefined;
  #joined: Joined | undefined;

  constructor(client: TestClient) {
    this.client = client;
  }

  get joined(): Joined {
    if (this.#joined === undefined) throw new Error('not joined');
    return this.#joined;
  }

  get participantId() {
    return this.joined.self.participantId;
  }

  /** Opens all four channels in the lobby, then sits down. */
  async join(name: string): Promise<Joined> {
    const { trpc } = this.client;
    const prepared = await trpc.prepare.mutate();
    await this.#device.load({
      routerRtpCapabilities: prepared.routerRtpCapabilities as types.RtpCapabilities,
    });
    const [send, recv] = [prepared.sendTransport, prepared.recvTransport].map(
      ({ transportId: id, ...rest }) => ({
        id,
        ...rest,
      }),
    );
    this.#send = this.#device.createSendTransport(send as types.TransportOptions);
    this.#recv = this.#device.createRecvTransport(recv as types.TransportOptions);
    for (const transport of [this.#send, this.#recv]) this.#connect(transport);
    const { transportId } = prepared.sendTransport;
    this.#send.on('producedata', ({ sctpStreamParameters, label }, callback, errback) => {
      const made = trpc.produceData.mutate({ transportId, label: label as DataLabel, sctpStreamParameters });
      void settle(made, ({ dataProducerId: id }) => callback({ id }), errback);
    });
    this.#send.on('produce', ({ kind, rtpParameters, appData }, callback, errback) => {
      const made = trpc.produce.mutate({
        transportId,
        source: appData['source'] as Source,
        kind,
        rtpParameters: rtpParameters as Parameters<typeof trpc.produce.mutate>[0]['rtpParameters'],
        paused: false,
      });
      void settle(made, ({ producerId: id }) => callback({ id }), errback);
    });
    for (const info of prepared.dataConsumers) {
      const consumer = await this.#recv.consumeData({
        id: info.dataConsumerId,
        dataProducerId: info.dataProducerId,
        label: info.label,
        sctpStreamParameters: info.sctpStreamParameters,
      });
      consumer.on('message', (data) => this.#onMessage(info.label, data));
    }
    for (const label of ['chat', 'signals'] as const) {
      this.#up.set(label, await this.#send.produceData({ label, ...DELIVERY[label] }));
    }
    this.#joined = await this.client.joinWith(prepared.routerRtpCapabilities, { name });
    await waitFor('open channels', () =>
      [...this.#up.values()].every(({ readyState }) => readyState === 'open') ? true : undefined,
    );
    return this.#joined;
  }

  async produce(track: Track, source: Source): Promise<void> {
    await this.#send?.produce({ track, appData: { source } });
  }

  /** Makes the other end of a consumer, and lets it flow. */
  async consume({ consumerId, producerId, kind, rtpParameters }: ConsumerInfo): Promise<void> {
    await this.#recv?.consume({
      id: consumerId,
      producerId,
      kind,
      // As the server made them, of mediasoup's own.
      rtpParameters: rtpParameters as types.RtpParameters,
    });
    await this.client.trpc.resumeConsumer.mutate({ consumerId });
  }

  sendChat(up: ChatUp | string): void {
    this.sendRaw('chat', typeof up === 'string' ? up : JSON.stringify(up));
  }

  sendSignal(up: SignalUp): void {
    this.sendRaw('signals', JSON.stringify(up));
  }

  sendRaw(label: DataLabel, text: string): void {
    this.#up.get(label)?.send(text);
  }

  /** The first chat message down that passes. */
  async waitForChat(what: string, isIt: (down: ChatDown) => boolean): Promise<ChatDown> {
    return waitFor(what, () => this.chat.find(isIt));
  }

  close(): void {
    this.#send?.close();
    this.#recv?.close();
    this.client.close();
  }

  #connect(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, callback, errback) => {
      // mediasoup-client's ids are those that the server gave.
      const transportId = transport.id as TransportId;
      void settle(
        this.client.trpc.connectTransport.mutate({ transportId, dtlsParameters }),
        () => callback(),
        errback,
      );
    });
  }

  #onMessage(label: DataLabel, data: unknown): void {
    const value: unknown = JSON.parse(String(data));
    if (label === 'chat') this.chat.push(ChatDown.parse(value));
    else this.signals.push(SignalDown.parse(value));
  }
}

/** mediasoup-client wants to be called back. */
async function settle<T>(
  request: Promise<T>,
  onDone: (value: T) => void,
  onFailed: (error: Error) => void,
): Promise<void> {
  try {
    onDone(await request);
  } catch (error) {
    onFailed(error instanceof Error ? error : new Error(String(error)));
  }
}
