import { createWorker } from 'mediasoup';
import type { types as mediasoup } from 'mediasoup';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureWorker } from './index.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const mediaCodecs: mediasoup.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
];
const ssrc = 1234;
const payloadType = 111;
const packets = 50;

const suites: mediasoup.SrtpCryptoSuite[] = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
];

let worker: mediasoup.Worker;

beforeAll(async () => {
  const { path } = await ensureWorker({ root });
  worker = await createWorker({ workerBin: path, logLevel: 'warn', logTags: ['srtp'] });
});

afterAll(() => worker.close());

// The worker's libsrtp 3 calls run over libsrtp 2: what goes in at one router must come out unchanged at the other.
test.each(suites)('packets encrypted with %s arrive as they were sent', async (cryptoSuite) => {
  const [from, to] = await Promise.all([createEnd(cryptoSuite), createEnd(cryptoSuite)]);
  await Promise.all([from.connectTo(to), to.connectTo(from)]);
  const source = await from.direct.produce({ kind: 'audio', rtpParameters });
  const sent = await from.plain.consume({ producerId: source.id, rtpCapabilities: from.rtpCapabilities });
  const { codecs, encodings } = sent.rtpParameters;
  const arrived = await to.plain.produce({
    kind: 'audio',
    rtpParameters: { codecs, encodings: [{ ssrc: encodings?.[0]?.ssrc }] },
  });
  const sink = await to.direct.consume({ producerId: arrived.id, rtpCapabilities: to.rtpCapabilities });
  const received: string[] = [];
  sink.on('rtp', (packet) => received.push(payloadOf(packet)));

  const payloads = Array.from({ length: packets }, () => randomBytes(100));
  for (const [index, payload] of payloads.entries()) source.send(rtpPacket(index + 1, payload));

  await vi.waitFor(() => expect(received).toHaveLength(packets), { timeout: 5_000, interval: 20 });
  expect(received).toEqual(payloads.map((payload) => payload.toString('hex')));
});

const rtpParameters: mediasoup.RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc }],
};

/** A router with a way in or out by packets given directly, and one by encrypted UDP. */
async function createEnd(cryptoSuite: mediasoup.SrtpCryptoSuite) {
  const router = await worker.createRouter({ mediaCodecs });
  const direct = await router.createDirectTransport();
  const plain = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    enableSrtp: true,
    srtpCryptoSuite: cryptoSuite,
  });
  const connectTo = async (other: { plain: mediasoup.PlainTransport }) => {
    const { localPort } = other.plain.tuple;
    const srtpParameters = other.plain.srtpParameters;
    await plain.connect({ ip: '127.0.0.1', port: localPort, srtpParameters });
  };
  return { direct, plain, connectTo, rtpCapabilities: router.rtpCapabilities };
}

function rtpPacket(sequenceNumber: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(payloadType, 1);
  header.writeUInt16BE(sequenceNumber, 2);
  header.writeUInt32BE(sequenceNumber * 960, 4);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, payload]);
}

/** The payload after the fixed header and, if there is one, the header extension. */
function payloadOf(packet: Buffer): string {
  const hasExtension = (packet.readUInt8(0) & 0x10) !== 0;
  const start = hasExtension ? 16 + packet.readUInt16BE(14) * 4 : 12;
  return packet.subarray(start).toString('hex');
}
