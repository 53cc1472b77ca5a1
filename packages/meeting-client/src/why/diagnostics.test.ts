import { MeetingId, MeetingSlug, ParticipantId, PeerId, ServerId, streamIdOf } from '@convene/protocol';
import { expect, it } from 'vitest';
import type { MeetingSnapshot } from '../snapshot.ts';
import { diagnosticsText } from './diagnostics.ts';

const participantId = ParticipantId.parse('00000000-0000-4000-8000-000000000001');
const streamId = streamIdOf(participantId, 'camera');

it('WHY-23, LINE-11: diagnostics have numbers, and neither names nor chat nor whom they are not about', () => {
  const other = ParticipantId.parse('00000000-0000-4000-8000-000000000009');
  const person = (id: ParticipantId, name: string) => ({
    participantId: id,
    peerId: PeerId.parse('00000000-0000-4000-8000-000000000003'),
    seatEpoch: 1,
    name,
    role: 'participant' as const,
    muted: false,
    cameraOff: false,
    connection: 'connected' as const,
    joinedAt: 0,
    network: 'fair' as const,
  });
  const snapshot: MeetingSnapshot = {
    phase: { state: 'joined', connection: 'connected' },
    recovery: undefined,
    meeting: {
      meetingId: MeetingId.parse('00000000-0000-4000-8000-000000000004'),
      slug: MeetingSlug.parse('abc-defg-hij'),
      title: 'Secret plans',
    },
    self: undefined,
    participants: [person(participantId, 'Ada Lovelace'), person(other, 'Charles Babbage')],
    streams: new Map(),
    activeSpeaker: null,
    roomState: { locked: false, waitingRoom: false, pinned: null, hands: {} },
    chat: { entries: [], hasOlder: false, typing: [] },
    door: undefined,
  };
  const text = diagnosticsText({
    at: new Date(0),
    browser: { userAgent: 'Browser/1', cores: 2, pixelRatio: 1, viewport: [1280, 720] },
    snapshot,
    picture: { streamId, participantId, source: 'camera', isSelf: false },
    report: {
      cause: 'pipe',
      received: undefined,
      sending: undefined,
      protocol: 'tcp',
      path: undefined,
      tile: undefined,
      stream: undefined,
      samples: [
        { at: 1000, bitrate: 1000.123_456, framesPerSecond: 30, lossRatio: 0.1 },
        { at: 2000, bitrate: 1000, framesPerSecond: 30, lossRatio: 0 },
      ],
      freezes: 0,
    },
    check: {
      at: new Date(0),
      serverId: ServerId.parse('00000000-0000-4000-8000-000000000007'),
      ...{ udp: false, tcp: true, protocol: 'tcp', port: 10_000, roundTripMs: 20.123_45 },
      ...{ lossUp: 0, lossDown: 0, upload: undefined, download: undefined, tookMs: 5000, unsteady: false },
    },
  });
  const parsed: unknown = JSON.parse(text);
  expect(parsed).toMatchObject({
    convene: expect.stringMatching(/^\d/),
    mediasoupClient: expect.stringMatching(/^\d/),
    cause: 'pipe',
    protocol: 'tcp',
    check: {
      at: '1970-01-01T00:00:00.000Z',
      serverId: '00000000-0000-4000-8000-000000000007',
      udp: false,
      roundTripMs: 20.123,
    },
    picture: { sender: { network: 'fair' } },
    lastMinute: [{ secondsAgo: 1, bitrate: 1000.123 }, { secondsAgo: 0 }],
  });
  for (const secret of ['Ada', 'Babbage', 'Secret', 'abc-defg-hij', other])
    expect(text).not.toContain(secret);
});
