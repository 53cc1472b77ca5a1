import type { Transport } from '../mediaPorts.ts';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';

/** What a consumer of mediasoup-client is to those who use it; its statistics are the test's. */
export class FakeConsumer {
  readonly id: string;
  readonly producerId: string;
  readonly track: FakeMediaStreamTrack;
  paused: boolean;
  closed = false;
  framesDecoded = 0;
  packetsReceived = 0;

  constructor(options: ConsumeOptions & { paused: boolean }) {
    this.paused = options.paused;
    this.id = options.id;
    this.producerId = options.producerId;
    this.track = new FakeMediaStreamTrack({ kind: options.kind });
  }

  async getStats() {
    const { framesDecoded, packetsReceived } = this;
    return new Map([['in', { type: 'inbound-rtp', kind: this.track.kind, framesDecoded, packetsReceived }]]);
  }
  resume(): void {
    this.paused = false;
  }
  close(): void {
    this.closed = true;
    this.track.stop();
  }
}

/** An RTCRtpSender that keeps what it is set to. */
export class FakeSender {
  parameters: { encodings: readonly unknown[]; degradationPreference?: string };

  constructor(encodings: readonly unknown[]) {
    this.parameters = { encodings };
  }
  getParameters() {
    return structuredClone(this.parameters);
  }
  async setParameters(parameters: FakeSender['parameters']): Promise<void> {
    this.parameters = parameters;
  }
}

/** A producer that remembers what was done to it. */
export class FakeProducer {
  readonly id = crypto.randomUUID();
  readonly kind: string;
  readonly appData: Record<string, unknown>;
  readonly rtpParameters: { readonly encodings: readonly unknown[] };
  readonly rtpSender: FakeSender;
  track: MediaStreamTrack | null;
  paused = false;
  closed = false;
  maxSpatialLayer: number | undefined;
  /** Every one that was set, in order. */
  readonly maxSpatialLayers: number[] = [];
  /** What setting one waits for. */
  gate: Promise<void> = Promise.resolve();

  constructor({ track, appData, encodings }: ProduceOptions) {
    this.track = track;
    this.kind = track.kind;
    this.appData = appData;
    this.rtpParameters = { encodings };
    this.rtpSender = new FakeSender(encodings);
  }

  async setMaxSpatialLayer(spatialLayer: number): Promise<void> {
    this.maxSpatialLayers.push(spatialLayer);
    await this.gate;
    this.maxSpatialLayer = spatialLayer;
  }

  pause(): void {
    this.paused = true;
    if (this.track) this.track.enabled = false;
  }
  resume(): void {
    this.paused = false;
    if (this.track) this.track.enabled = true;
  }
  async replaceTrack({ track }: { track: MediaStreamTrack | null }): Promise<void> {
    this.track = track;
  }
  close(): void {
    this.closed = true;
  }
}

type ConsumeOptions = { id: string; producerId: string; kind: string };
type ProduceOptions = {
  track: MediaStreamTrack;
  appData: Record<string, unknown>;
  encodings: readonly unknown[];
};

/** A transport of mediasoup-client without a network. Each call waits until the test lets it go on. */
export class FakeTransport {
  closed = false;
  connectionState = 'connected';
  readonly consumers: FakeConsumer[] = [];
  readonly producers: FakeProducer[] = [];
  /** What the next calls wait for, or fail with. */
  gate: Promise<void> = Promise.resolve();
  /** Whether consumers are paused when they are made. */
  madePaused = false;
  readonly #listeners: ((state: string) => void)[] = [];
  restarts = 0;

  async consume(options: ConsumeOptions): Promise<FakeConsumer> {
    await this.gate;
    const consumer = new FakeConsumer({ ...options, paused: this.madePaused });
    this.consumers.push(consumer);
    return consumer;
  }
  async produce(options: ProduceOptions): Promise<FakeProducer> {
    await this.gate;
    const producer = new FakeProducer(options);
    this.producers.push(producer);
    return producer;
  }
  async restartIce(): Promise<void> {
    this.restarts += 1;
  }
  on(_: 'connectionstatechange', listener: (state: string) => void): void {
    this.#listeners.push(listener);
  }

  change(state: string): void {
    this.connectionState = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** As the code under test sees it, which uses no more of it than is here. */
  get transport(): Transport {
    return this as unknown as Transport;
  }
}
