import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createWorker, type types } from 'mediasoup';
import { opusPacket, vp8Packet } from './rtpPackets.ts';
import { waitUntil } from './waitFor.ts';

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

const OPUS = 100;
const VP8 = 101;

export type RouterOnWorker = { readonly worker: types.Worker; readonly router: types.Router };

type Source = { readonly producer: types.Producer; readonly ssrcs: readonly number[] };

/** Routers on workers of their own, with real packets into them and out of them, and a look at what they leave. */
export class RouterBench {
  readonly #workers: types.Worker[] = [];
  readonly #pipePorts: number[] = [];
  #nextSsrc = 1000;

  async worker(): Promise<types.Worker> {
    const worker = await createWorker({ logLevel: 'none' });
    this.#workers.push(worker);
    return worker;
  }

  async router(): Promise<RouterOnWorker> {
    const worker = await this.worker();
    const router = await worker.createRouter({ mediaCodecs });
    router.observer.on('newtransport', (transport) => {
      if (transport.type !== 'pipe') return;
      // Its type says which transport it is.
      this.#pipePorts.push((transport as types.PipeTransport).tuple.localPort);
    });
    return { worker, router };
  }

  async audio(router: types.Router, appData: types.AppData = {}): Promise<Source> {
    const transport = await router.createDirectTransport();
    const ssrcs = [this.#nextSsrc++];
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: OPUS, clockRate: 48_000, channels: 2 }],
        encodings: ssrcs.map((ssrc) => ({ ssrc })),
        rtcp: { cname: 'bench' },
      },
      appData,
    });
    return { producer, ssrcs };
  }

  /** Three layers, as simulcast. */
  async video(router: types.Router): Promise<Source> {
    const transport = await router.createDirectTransport();
    const ssrcs = [this.#nextSsrc++, this.#nextSsrc++, this.#nextSsrc++];
    const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
    const producer = await transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [{ mimeType: 'video/VP8', payloadType: VP8, clockRate: 90_000, rtcpFeedback }],
        encodings: ssrcs.map((ssrc) => ({ ssrc, scalabilityMode: 'L1T3' })),
        rtcp: { cname: 'bench' },
      },
    });
    return { producer, ssrcs };
  }

  /** Packets on all streams of a source, until the returned function is called. */
  send({ producer, ssrcs }: Source): () => void {
    let number = 0;
    const timer = setInterval(() => {
      if (producer.closed) return clearInterval(timer);
      number += 1;
      for (const ssrc of ssrcs) {
        const packet =
          producer.kind === 'audio'
            ? opusPacket({ ssrc, payloadType: OPUS, number })
            : vp8Packet({ ssrc, payloadType: VP8, number });
        producer.send(packet);
      }
    }, 10);
    return () => clearInterval(timer);
  }

  /** The packets of a producer that come out of a router. */
  async receive(router: types.Router, producerId: string): Promise<Buffer[]> {
    const transport = await router.createDirectTransport();
    const { rtpCapabilities } = router;
    const consumer = await transport.consume({ producerId, rtpCapabilities });
    const packets: Buffer[] = [];
    consumer.on('rtp', (packet) => packets.push(packet));
    return packets;
  }

  /** Kills a worker and waits until its objects know. */
  async kill({ worker, router }: RouterOnWorker): Promise<void> {
    if (!worker.closed) process.kill(worker.pid, 'SIGKILL');
    await waitUntil('the death of the worker', () => router.closed);
  }

  /** What a router has, as its worker says; one that is gone has nothing. */
  async holds(router: types.Router): Promise<{ transports: number; consumers: number; producers: number }> {
    if (router.closed) return { transports: 0, consumers: 0, producers: 0 };
    const dump = await router.dump();
    return {
      transports: dump.transportIds.length,
      consumers: dump.mapConsumerIdProducerId.length,
      producers: dump.mapProducerIdConsumerIds.length,
    };
  }

  /** Whether every port on which a pipe ever listened can be bound again. */
  async portsAreFree(): Promise<boolean> {
    const free = await Promise.all(this.#pipePorts.map(isFree));
    return free.every(Boolean);
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) worker.close();
    await waitUntil('the end of the workers', () => this.#workers.every((worker) => worker.subprocessClosed));
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
