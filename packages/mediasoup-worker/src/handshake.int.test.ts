import wrtc from '@roamhq/wrtc';
import { createWorker } from 'mediasoup';
import type { types as mediasoup } from 'mediasoup';
import { Device } from 'mediasoup-client';
import type { types as client } from 'mediasoup-client';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fileURLToPath } from 'node:url';
import { ensureWorker } from './index.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const frameSize = { width: 320, height: 180 };
const message = 'Written through the worker.';

const codecs: mediasoup.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

let worker: mediasoup.Worker;
let router: mediasoup.Router;
let died: Error | undefined;
const closers: (() => void)[] = [];

beforeAll(() => {
  // The handler for Chromium looks for these in the global scope.
  const { MediaStream, RTCPeerConnection } = wrtc;
  Object.assign(globalThis, { MediaStream, RTCPeerConnection });
});

beforeEach(async () => {
  died = undefined;
  const { path } = await ensureWorker({ root });
  worker = await createWorker({ workerBin: path, logLevel: 'warn' });
  worker.on('died', (error) => (died = error));
  router = await worker.createRouter({ mediaCodecs: codecs });
});

afterEach(() => {
  while (closers.length > 0) closers.pop()?.();
  worker.close();
});

afterAll(() => {
  Reflect.deleteProperty(globalThis, 'MediaStream');
  Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
});

// Chromium's WebRTC (with BoringSSL) on one side, the worker (with the system's OpenSSL) on the other. Towards the
// receiver the worker is the DTLS server in both cases: mediasoup-client cannot take that role when it receives.
describe.each(['server', 'client'] as const)('with the worker as DTLS %s of the sender', (role) => {
  test('a handshake completes, and video and messages flow from one client to another', async () => {
    const [sender, receiver] = await Promise.all([createPeer('send', role), createPeer('recv', 'server')]);

    const producer = await sender.transport.produce({ track: createMovingPicture() });
    const { consumer, decodedFrames } = await receiveVideo(receiver, producer.id);
    const channel = await sender.transport.produceData({ ordered: true });
    const received = await receiveMessages(receiver, channel.id);
    await until('both DTLS states are connected', () => sender.isConnected() && receiver.isConnected());
    await until('the data channel is open', () => channel.readyState === 'open');
    channel.send(message);

    await until('frames are decoded', () => decodedFrames() >= 10);
    await until('the message arrives', () => received.includes(message));
    expect(consumer.track.readyState).toBe('live');
    expect(died).toBeUndefined();
    expect(worker.died).toBe(false);
  });
});

type Peer = {
  device: Device;
  transport: client.Transport;
  serverTransport: mediasoup.WebRtcTransport;
  isConnected(): boolean;
};

async function createPeer(direction: 'send' | 'recv', workerRole: 'server' | 'client'): Promise<Peer> {
  const serverTransport = await router.createWebRtcTransport({
    listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
    enableSctp: true,
  });
  const device = new Device({ handlerFactory: Chrome111.createFactory({}) });
  // Both libraries mean the same JSON, but list different header extensions in their types.
  await device.load({ routerRtpCapabilities: router.rtpCapabilities as client.RtpCapabilities });
  const { id, iceParameters, iceCandidates, sctpParameters } = serverTransport;
  const dtlsParameters = { ...serverTransport.dtlsParameters, role: workerRole };
  const options = { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters };
  const transport =
    direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
  connectSignaling(transport, serverTransport);
  closers.push(() => transport.close());
  const isConnected = () =>
    serverTransport.dtlsState === 'connected' && transport.connectionState === 'connected';
  return { device, transport, serverTransport, isConnected };
}

/** What a signaling server would do, without one. */
function connectSignaling(transport: client.Transport, serverTransport: mediasoup.WebRtcTransport) {
  transport.on('connect', (parameters, done, failed) => {
    void answer(() => serverTransport.connect(parameters), done, failed);
  });
  transport.on('produce', (parameters, done, failed) => {
    void answer(() => serverTransport.produce(parameters), done, failed);
  });
  transport.on('producedata', (parameters, done, failed) => {
    // mediasoup-client always sets the stream id, which its type leaves open.
    const sctpStreamParameters = parameters.sctpStreamParameters as mediasoup.SctpStreamParameters;
    void answer(() => serverTransport.produceData({ sctpStreamParameters }), done, failed);
  });
}

async function answer<T>(ask: () => Promise<T>, done: (answered: T) => void, failed: (error: Error) => void) {
  try {
    done(await ask());
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
  }
}

function createMovingPicture(): MediaStreamTrack {
  const { width, height } = frameSize;
  const source = new wrtc.nonstandard.RTCVideoSource();
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  let frame = 0;
  const timer = setInterval(() => {
    data.fill((frame++ * 8) % 256, 0, width * height);
    source.onFrame({ width, height, data });
  }, 33);
  const track = source.createTrack();
  closers.push(() => {
    clearInterval(timer);
    track.stop();
  });
  return track;
}

async function receiveVideo({ device, transport, serverTransport }: Peer, producerId: string) {
  const serverConsumer = await serverTransport.consume({
    producerId,
    rtpCapabilities: device.recvRtpCapabilities,
    paused: true,
  });
  const { id, kind } = serverConsumer;
  // See createPeer.
  const rtpParameters = serverConsumer.rtpParameters as client.RtpParameters;
  const consumer = await transport.consume({ id, producerId, kind, rtpParameters });
  const sink = new wrtc.nonstandard.RTCVideoSink(consumer.track);
  let count = 0;
  sink.onframe = ({ frame }: { frame: { width: number; height: number } }) => {
    if (frame.width === frameSize.width && frame.height === frameSize.height) count += 1;
  };
  closers.push(() => sink.stop());
  await serverConsumer.resume();
  return { consumer, decodedFrames: () => count };
}

async function receiveMessages({ transport, serverTransport }: Peer, dataProducerId: string) {
  const serverConsumer = await serverTransport.consumeData({ dataProducerId });
  const { id, sctpStreamParameters } = serverConsumer;
  if (sctpStreamParameters === undefined) throw new Error('the data consumer has no SCTP stream');
  const consumer = await transport.consumeData({ id, dataProducerId, sctpStreamParameters });
  const received: unknown[] = [];
  consumer.on('message', (data) => received.push(data));
  await until('the receiving data channel is open', () => consumer.readyState === 'open');
  return received;
}

/** Polls, and fails at once when the worker is dead. */
async function until(what: string, condition: () => boolean) {
  await vi.waitFor(
    () => {
      if (!condition()) throw new Error(died ? `the worker died before ${what}` : `not yet: ${what}`);
    },
    { timeout: 15_000, interval: 50 },
  );
}
