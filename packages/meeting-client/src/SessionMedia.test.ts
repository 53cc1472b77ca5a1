import {
  AppError,
  ConsumerId,
  type ConsumerInfo,
  DataProducerId,
  ParticipantId,
  PreparedTransports,
  ProducerId,
  type RenewMediaInput,
  type RenewMediaOutput,
  streamIdOf,
  TransportId,
} from '@convene/protocol';
import { FakeHandler, testFakeParameters, type types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from './clientLog.ts';
import { Devices } from './Devices.ts';
import { SessionMedia } from './SessionMedia.ts';
import { FakeSignaling } from './testing/FakeSignaling.ts';

const ada = ParticipantId.parse(crypto.randomUUID());
const streamId = streamIdOf(ada, 'camera');

const transportInfo = () => {
  const { id: _, ...parameters } = testFakeParameters.generateTransportRemoteParameters();
  return { ...parameters, transportId: TransportId.parse(crypto.randomUUID()) };
};
const prepared = (): PreparedTransports =>
  PreparedTransports.parse({
    routerRtpCapabilities: testFakeParameters.generateRouterRtpCapabilities(),
    sendTransport: transportInfo(),
    recvTransport: transportInfo(),
    dataConsumers: [],
    iceServers: [],
  });
const consumerInfo = (): ConsumerInfo => ({
  consumerId: ConsumerId.parse(crypto.randomUUID()),
  producerId: ProducerId.parse(crypto.randomUUID()),
  streamId,
  participantId: ada,
  source: 'camera',
  kind: 'video',
  rtpParameters: testFakeParameters.generateConsumerRemoteParameters({ codecMimeType: 'video/VP8' })
    .rtpParameters as ConsumerInfo['rtpParameters'],
  type: 'simple',
  producerPaused: false,
});
const answerOf = (transports: PreparedTransports, consumers: ConsumerInfo[] = []): RenewMediaOutput => ({
  transports,
  consumers,
  eventId: 5,
  chatSeq: 0,
});

class RenewingSignaling extends FakeSignaling {
  readonly renewals: RenewMediaInput[] = [];
  /** Each is what one request waits for. */
  readonly answers: Promise<RenewMediaOutput>[] = [];

  override produceData = () => Promise.resolve({ dataProducerId: DataProducerId.parse(crypto.randomUUID()) });

  renewMedia = (input: RenewMediaInput): Promise<RenewMediaOutput> => {
    this.renewals.push(input);
    return this.answers.shift() ?? Promise.reject(AppError.wrongState('renewMedia', 'closed'));
  };
}

async function setUp() {
  const handlers: FakeHandler[] = [];
  const real = FakeHandler.createFactory(testFakeParameters);
  const factory: types.HandlerFactory['factory'] = (options) => {
    const handler = real.factory(options);
    handlers.push(handler as FakeHandler);
    return handler;
  };
  const signaling = new RenewingSignaling();
  const told: string[] = [];
  const muteState = { muted: false, cameraOff: false };
  const media: SessionMedia = new SessionMedia({
    signaling,
    devices: new Devices({ handlerFactory: { ...real, factory } }),
    log: silentLog,
    muteState: () => ({ ...muteState }),
    isSeated: () => true,
    goesOn: () => true,
    onChange: () => {},
    onData: () => {},
    onDataOpen: () => {},
    onDataHeard: () => {},
    onStanding: () => told.push(media.renewing ? 'renewing' : 'standing'),
    onRenewed: () => told.push('renewed'),
    onLost: ({ code }) => told.push(`lost: ${code}`),
  });
  const first = prepared();
  media.begin(await media.make(first), []);
  await vi.advanceTimersByTimeAsync(0);
  return { media, signaling, handlers, told, muteState, first };
}

beforeEach(async () => {
  await import('mediasoup-client');
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('SessionMedia', () => {
  it('RECOVER-27: media that the server told to be lost are renewed once, and events of the new ones wait for them', async () => {
    const { media, signaling, told, first } = await setUp();
    const { promise, resolve } = Promise.withResolvers<RenewMediaOutput>();
    signaling.answers.push(promise);
    media.lost(first.recvTransport.transportId, 'workerDied');
    media.lost(first.recvTransport.transportId, 'workerDied');
    expect(signaling.renewals).toEqual([
      { lost: first.recvTransport.transportId, muted: false, cameraOff: false },
    ]);
    const [before, after] = [consumerInfo(), consumerInfo()];
    media.apply({ eventId: 5, event: { type: 'newConsumer', consumer: before } });
    media.apply({ eventId: 6, event: { type: 'newConsumer', consumer: after } });
    const next = prepared();
    resolve(answerOf(next));
    await vi.advanceTimersByTimeAsync(10);
    expect(media.current?.recvTransportId).toBe(next.recvTransport.transportId);
    expect(media.current?.received.shown(streamId)?.consumerId).toBe(after.consumerId);
    expect(told).toEqual(['renewing', 'renewed', 'standing']);
    media.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RECOVER-27: a transport that is not the present one is nobody’s loss', async () => {
    const { media, signaling } = await setUp();
    media.lost(TransportId.parse(crypto.randomUUID()), 'workerDied');
    expect([signaling.renewals, media.renewing]).toEqual([[], false]);
    media.close();
  });

  it('RECOVER-27: a second loss that is told before the first one’s answer is made good as well', async () => {
    const { media, signaling, first } = await setUp();
    const { promise, resolve } = Promise.withResolvers<RenewMediaOutput>();
    const [second, third] = [prepared(), prepared()];
    signaling.answers.push(promise, Promise.resolve(answerOf(third)));
    media.lost(first.recvTransport.transportId, 'workerDied');
    media.lost(second.recvTransport.transportId, 'workerDied');
    resolve(answerOf(second));
    await vi.advanceTimersByTimeAsync(10);
    expect(signaling.renewals.map(({ lost }) => lost)).toEqual([
      first.recvTransport.transportId,
      second.recvTransport.transportId,
    ]);
    expect(media.current?.recvTransportId).toBe(third.recvTransport.transportId);
    media.close();
  });

  it('RECOVER-27: what passes is asked again, what does not is the end of the peer', async () => {
    const { media, signaling, told, first } = await setUp();
    const died = Promise.reject(AppError.workerDied('worker'));
    died.catch(() => {});
    signaling.answers.push(died);
    media.lost(first.recvTransport.transportId, 'workerDied');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(signaling.renewals).toHaveLength(2);
    expect(told).toEqual(['renewing', 'lost: wrongState']);
    media.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RECOVER-29: what is switched off while the answer is on its way is said afterwards', async () => {
    const { media, signaling, muteState, first } = await setUp();
    const { promise, resolve } = Promise.withResolvers<RenewMediaOutput>();
    const answer = answerOf(prepared());
    signaling.answers.push(promise, Promise.resolve(answer));
    media.lost(first.recvTransport.transportId, 'workerDied');
    muteState.cameraOff = true;
    resolve(answer);
    await vi.advanceTimersByTimeAsync(10);
    expect(signaling.renewals.map(({ cameraOff }) => cameraOff)).toEqual([false, true]);
    expect(signaling.renewals[1]?.lost).toBe(first.recvTransport.transportId);
    media.close();
  });

  it('RESUME-10: three ICE restarts, then other transports; when those never connect, another peer', async () => {
    const { media, signaling, handlers, told } = await setUp();
    const [send, recv] = handlers as [FakeHandler, FakeHandler];
    for (const handler of [send, recv]) handler.setConnectionState('connected');
    const next = prepared();
    signaling.answers.push(Promise.resolve(answerOf(next)));
    recv.setConnectionState('failed');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(signaling.asked.filter((what) => what === 'restartIce')).toHaveLength(3);
    expect(signaling.renewals).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(media.current?.recvTransportId).toBe(next.recvTransport.transportId);
    handlers[3]!.setConnectionState('failed');
    await vi.advanceTimersByTimeAsync(13_000);
    expect(signaling.renewals).toHaveLength(1);
    expect(told.at(-1)).toBe('lost: timeout');
    media.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RECOVER-33: a connection that the server found broken is renewed at once; one that never came about then is not', async () => {
    const { media, signaling, handlers, told, first } = await setUp();
    for (const handler of handlers) handler.setConnectionState('connected');
    const [second, third] = [prepared(), prepared()];
    signaling.answers.push(Promise.resolve(answerOf(second)), Promise.resolve(answerOf(third)));
    media.lost(first.recvTransport.transportId, 'connectionBroken');
    await vi.advanceTimersByTimeAsync(10);
    for (const handler of handlers.slice(2)) handler.setConnectionState('connected');
    media.lost(second.recvTransport.transportId, 'connectionBroken');
    await vi.advanceTimersByTimeAsync(10);
    expect(media.current?.recvTransportId).toBe(third.recvTransport.transportId);
    media.lost(third.recvTransport.transportId, 'connectionBroken');
    await vi.advanceTimersByTimeAsync(10);
    expect(signaling.renewals).toHaveLength(2);
    expect(told.at(-1)).toBe('lost: timeout');
    media.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
