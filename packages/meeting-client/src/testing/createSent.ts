import type { Source, VideoCodec } from '@convene/protocol';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { onTestFinished } from 'vitest';
import { silentLog } from '../clientLog.ts';
import { SentStream } from '../SentStream.ts';
import { FakeSignaling } from './FakeSignaling.ts';
import { FakeTransport } from './FakeTransport.ts';

/** A stream that is sent over nothing, and all that it is told; it ends with the test. */
export function createSent(source: Source = 'microphone') {
  const transport = new FakeTransport();
  const signaling = new FakeSignaling();
  const demand = new Map<string, { spatialLayer: number; amongMany?: boolean }>();
  const sendable = new Set<VideoCodec>(['vp8', 'vp9']);
  const demandOf = (producerId: string) => demand.get(producerId);
  const sent = new SentStream({
    source,
    transport: transport.transport,
    signaling,
    log: silentLog,
    demandOf,
    capabilityOf: (codec) =>
      sendable.has(codec)
        ? { kind: 'video', mimeType: `video/${codec}`, clockRate: 90_000, preferredPayloadType: 96 }
        : undefined,
  });
  onTestFinished(() => sent.close());
  return { transport, signaling, sent, demand };
}

export const track = (kind = 'audio') => new FakeMediaStreamTrack({ kind });
