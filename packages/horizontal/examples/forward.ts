import type { types } from 'mediasoup';

const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
];

/** An RTP packet of Opus, as any sender would make it. */
function packetOf(number: number): Buffer {
  const packet = Buffer.alloc(12 + 20);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(100, 1);
  packet.writeUInt16BE(number, 2);
  packet.writeUInt32BE(number * 960, 4);
  packet.writeUInt32BE(1234, 8);
  return packet;
}

/**
 * A program that was written for mediasoup and knows nothing else: it sends packets into a router on one worker, pipes
 * them to a router on another one, and answers with their sequence numbers as they come out there.
 */
export async function forward(mediasoup: types.Index, count: number): Promise<number[]> {
  const source = await mediasoup.createWorker();
  const target = await mediasoup.createWorker();
  try {
    const from = await source.createRouter({ mediaCodecs });
    const to = await target.createRouter({ mediaCodecs });

    const sending = await from.createDirectTransport();
    const producer = await sending.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc: 1234 }],
      },
    });
    await from.pipeToRouter({ producerId: producer.id, router: to });

    const receiving = await to.createDirectTransport();
    const { rtpCapabilities } = to;
    const consumer = await receiving.consume({ producerId: producer.id, rtpCapabilities });
    const numbers: number[] = [];
    const done = new Promise<void>((resolve) => {
      consumer.on('rtp', (packet) => {
        numbers.push(packet.readUInt16BE(2));
        if (numbers.length === count) resolve();
      });
    });
    let number = 0;
    const timer = setInterval(() => producer.send(packetOf(++number)), 10);
    await done;
    clearInterval(timer);
    return numbers;
  } finally {
    source.close();
    target.close();
  }
}
