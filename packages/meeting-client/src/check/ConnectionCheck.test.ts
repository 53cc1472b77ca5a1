import { ServerId } from '@convene/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConnectionCheck } from './ConnectionCheck.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
const serverId = ServerId.parse('00000000-0000-4000-8000-000000000001');
const candidate = {
  foundation: 'f',
  priority: 1,
  ip: '192.0.2.1',
  address: '192.0.2.1',
  port: 1,
  type: 'host',
};
const answer = {
  iceParameters: { usernameFragment: 'u', password: 'p', iceLite: true },
  iceCandidates: [{ ...candidate, protocol: 'udp' }],
  dtlsParameters: { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: FINGERPRINT }] },
  sctpParameters: {
    port: 5000,
    OS: 1024,
    MIS: 1024,
    maxSendMessageSize: 262_144,
    maxReceiveMessageSize: 262_144,
  },
};

/** A connection as far as a check uses it: it stands as late as it may, and nothing is ever heard over it. */
class SilentConnection extends EventTarget {
  iceConnectionState = 'new';
  connectionState = 'new';
  signalingState = 'stable';
  localDescription: { sdp: string } | undefined;
  readonly channel = Object.assign(new EventTarget(), {
    readyState: 'connecting',
    bufferedAmount: 0,
    send: () => {},
    close: () => {},
  });

  createDataChannel = () => this.channel;
  createOffer = async () =>
    Promise.resolve({ type: 'offer', sdp: `a=fingerprint:sha-256 ${FINGERPRINT}\r\n` });
  close = () => {};

  async setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
    return Promise.resolve();
  }

  async setRemoteDescription(): Promise<void> {
    setTimeout(() => {
      this.iceConnectionState = 'connected';
      this.dispatchEvent(new Event('iceconnectionstatechange'));
    }, 2000);
    setTimeout(() => {
      this.channel.readyState = 'open';
      this.channel.dispatchEvent(new Event('open'));
    }, 3900);
    return Promise.resolve();
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('LINE-1: however slow the line, it is over after eight seconds, with what is known by then', async () => {
  const check = new ConnectionCheck({
    openCheck: async () => Promise.resolve({ serverId, answer }),
    // What is not there is not used.
    createConnection: () => new SilentConnection() as unknown as RTCPeerConnection,
  });
  const running = check.run();
  await vi.advanceTimersByTimeAsync(8000);
  const result = await running;
  expect(result).toMatchObject({ serverId, udp: true, protocol: 'udp', roundTripMs: undefined });
  expect(result.tookMs).toBeGreaterThan(7900);
  expect(result.tookMs).toBeLessThanOrEqual(8000);
});
