import {
  ConsumerId,
  type ConsumerInfo,
  ParticipantId,
  ProducerId,
  type Source,
  streamIdOf,
} from '@convene/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from './clientLog.ts';
import { ReceivedStreams } from './ReceivedStreams.ts';
import { FakeSignaling } from './testing/FakeSignaling.ts';
import { FakeTransport } from './testing/FakeTransport.ts';

const ada = ParticipantId.parse(crypto.randomUUID());
const streamId = streamIdOf(ada, 'camera');

const infoOf = (source: Source = 'camera', replaces?: ConsumerId): ConsumerInfo => ({
  consumerId: ConsumerId.parse(crypto.randomUUID()),
  producerId: ProducerId.parse(crypto.randomUUID()),
  streamId: streamIdOf(ada, source),
  participantId: ada,
  source,
  kind: source === 'camera' ? 'video' : 'audio',
  rtpParameters: { codecs: [] },
  type: 'simple',
  producerPaused: false,
  ...(replaces && { replaces }),
});

function createStreams({ goesOn = false, former }: { goesOn?: boolean; former?: ReceivedStreams } = {}) {
  const transport = new FakeTransport();
  const signaling = new FakeSignaling();
  const onChange = vi.fn<() => void>();
  const onFormerOver = vi.fn<() => void>();
  const streams = new ReceivedStreams({
    transport: transport.transport,
    signaling,
    log: silentLog,
    onChange,
    goesOn: () => goesOn,
    former,
    onFormerOver,
  });
  return { transport, signaling, onChange, streams, onFormerOver };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ReceivedStreams', () => {
  it('RECEIVE-1: each consumer is made, shown and resumed, without waiting for the answer', async () => {
    const { streams, signaling, onChange } = createStreams();
    signaling.lost = true;
    const infos = [infoOf(), infoOf('microphone')];
    await streams.add(infos);
    expect(signaling.take()).toEqual(infos.map(({ consumerId }) => `resumeConsumer ${consumerId}`));
    expect(streams.shown(streamId)?.consumerId).toBe(infos[0]?.consumerId);
    expect(onChange).toHaveBeenCalled();
  });

  it('RECEIVE-1: one that mediasoup-client made paused is resumed on this side too (004-46, 004-72)', async () => {
    const { streams, transport } = createStreams();
    transport.madePaused = true;
    await streams.add([infoOf()]);
    expect(transport.consumers.map(({ paused }) => paused)).toEqual([false]);
  });

  it('RECEIVE-1: a consumer that is told twice is made once', async () => {
    const { streams, transport } = createStreams();
    const info = infoOf();
    await Promise.all([streams.add([info]), streams.add([info])]);
    expect(transport.consumers).toHaveLength(1);
  });

  it('RECEIVE-2: a consumer that is closed while it is made leaves nothing behind', async () => {
    const { streams, transport, signaling } = createStreams();
    const gate = Promise.withResolvers<void>();
    transport.gate = gate.promise;
    const info = infoOf();
    const adding = streams.add([info]);
    streams.close(info.consumerId);
    gate.resolve();
    await adding;
    expect(transport.consumers.map(({ closed }) => closed)).toEqual([true]);
    expect(signaling.take()).toEqual([]);
    expect(streams.shown(streamId)).toBeUndefined();
  });

  it('RECEIVE-3: the old consumer is shown until the new one has decoded a frame', async () => {
    const { streams, transport } = createStreams();
    const before = infoOf();
    const after = infoOf('camera', before.consumerId);
    await streams.add([before]);
    await streams.add([after]);
    // The server may close the old one at once: its last picture stays.
    streams.close(before.consumerId);
    await vi.advanceTimersByTimeAsync(1000);
    expect(streams.shown(streamId)?.consumerId).toBe(before.consumerId);
    expect(transport.consumers[0]?.closed).toBe(false);
    transport.consumers[1]!.framesDecoded = 1;
    await vi.advanceTimersByTimeAsync(100);
    expect(streams.shown(streamId)?.consumerId).toBe(after.consumerId);
    expect(transport.consumers.map(({ closed }) => closed)).toEqual([true, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RECEIVE-3: one that decodes nothing, because its producer is paused, is shown after five seconds', async () => {
    const { streams } = createStreams();
    const before = infoOf();
    const after = infoOf('camera', before.consumerId);
    await streams.add([before]);
    await streams.add([after]);
    await vi.advanceTimersByTimeAsync(5100);
    expect(streams.shown(streamId)?.consumerId).toBe(after.consumerId);
  });

  it('RECEIVE-3: of two new ones the later stays, also when it is the first to have a picture', async () => {
    const { streams, transport } = createStreams();
    const infos = [infoOf(), infoOf(), infoOf()];
    for (const info of infos) await streams.add([info]);
    for (const index of [2, 1]) {
      transport.consumers[index]!.framesDecoded = 1;
      await vi.advanceTimersByTimeAsync(100);
      expect(streams.shown(streamId)?.consumerId).toBe(infos[2]?.consumerId);
    }
    expect(transport.consumers.map(({ closed }) => closed)).toEqual([true, true, false]);
  });

  it('RECEIVE-3: sound goes on until the next one has come, and at once where the next one is muted', async () => {
    const { streams, transport } = createStreams();
    const heard = () => streams.shown(streamIdOf(ada, 'microphone'))?.consumerId;
    const [before, after] = [infoOf('microphone'), infoOf('microphone')];
    await streams.add([before]);
    await streams.add([after]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard()).toBe(before.consumerId);
    transport.consumers[1]!.packetsReceived = 1;
    await vi.advanceTimersByTimeAsync(100);
    expect(heard()).toBe(after.consumerId);
    const muted = { ...infoOf('microphone'), producerPaused: true };
    await streams.add([muted]);
    expect(heard()).toBe(muted.consumerId);
  });

  it('RECOVER-28: a stream that goes on without a consumer keeps its last picture until the next one has one', async () => {
    const { streams, transport } = createStreams({ goesOn: true });
    const [before, after] = [infoOf(), infoOf()];
    await streams.add([before]);
    streams.close(before.consumerId);
    expect(streams.shown(streamId)?.consumerId).toBe(before.consumerId);
    await vi.advanceTimersByTimeAsync(9000);
    await streams.add([after]);
    expect(streams.shown(streamId)?.consumerId).toBe(before.consumerId);
    transport.consumers[1]!.framesDecoded = 1;
    await vi.advanceTimersByTimeAsync(100);
    expect(streams.shown(streamId)?.consumerId).toBe(after.consumerId);
    expect(transport.consumers.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('RECOVER-28: for ten seconds; sound, and a stream that is over, go at once', async () => {
    const { streams, transport } = createStreams({ goesOn: true });
    const [picture, sound] = [infoOf(), infoOf('microphone')];
    await streams.add([picture, sound]);
    streams.close(sound.consumerId);
    streams.close(picture.consumerId);
    expect(transport.consumers.map(({ closed }) => closed)).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(streams.shown(streamId)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    const over = createStreams();
    await over.streams.add([picture]);
    over.streams.closeByProducer(picture.producerId);
    expect(over.streams.shown(streamId)).toBeUndefined();
  });

  it('RECOVER-28: on other transports the pictures of the lost ones stay until there are own ones', async () => {
    const lost = createStreams();
    const before = infoOf();
    await lost.streams.add([before, infoOf('microphone')]);
    const { streams, transport, onFormerOver } = createStreams({ goesOn: true, former: lost.streams });
    expect(streams.shown(streamId)?.consumerId).toBe(before.consumerId);
    expect(lost.streams.shown(streamId)).toBeUndefined();
    const after = infoOf();
    await streams.add([after]);
    transport.consumers[0]!.framesDecoded = 1;
    expect(onFormerOver).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(streams.shown(streamId)?.consumerId).toBe(after.consumerId);
    expect(onFormerOver).toHaveBeenCalledOnce();
    streams.closeAll();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('RECOVER-28: and of those whose streams do not come again, for ten seconds', async () => {
    const lost = createStreams();
    await lost.streams.add([infoOf()]);
    const { streams, onFormerOver } = createStreams({ former: lost.streams });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(streams.shown(streamId)).toBeUndefined();
    expect(onFormerOver).toHaveBeenCalledOnce();
    expect(lost.transport.consumers.map(({ closed }) => closed)).toEqual([true]);
  });

  it('RECEIVE-4: when the new one can’t be made, a closed old one goes', async () => {
    const { streams, transport } = createStreams();
    const before = infoOf();
    await streams.add([before]);
    const gate = Promise.withResolvers<void>();
    transport.gate = gate.promise;
    const adding = streams.add([infoOf('camera', before.consumerId)]);
    streams.close(before.consumerId);
    expect(streams.shown(streamId)?.consumerId).toBe(before.consumerId);
    gate.reject(new Error('no such codec'));
    await adding;
    expect(streams.shown(streamId)).toBeUndefined();
    expect(transport.consumers[0]?.closed).toBe(true);
  });

  it('RECEIVE-5: a consumer goes with its producer (004-66)', async () => {
    const { streams, transport } = createStreams();
    const info = infoOf();
    await streams.add([info]);
    streams.closeByProducer(info.producerId);
    expect(transport.consumers[0]?.closed).toBe(true);
    expect(streams.shown(streamId)).toBeUndefined();
  });

  it('RECEIVE-6: after a resync exactly the consumers that it names are there', async () => {
    const { streams, transport } = createStreams();
    const [gone, kept, fresh] = [infoOf('microphone'), infoOf('camera'), infoOf('screenAudio')];
    await streams.add([gone, kept]);
    await streams.replaceAll([kept, fresh]);
    expect(transport.consumers.map(({ id, closed }) => [id, closed])).toEqual([
      [gone.consumerId, true],
      [kept.consumerId, false],
      [fresh.consumerId, false],
    ]);
  });

  it('RECEIVE-7: a resume whose answer was lost is sent again, one that was answered is not', async () => {
    const { streams, signaling } = createStreams();
    const [lost, answered] = [infoOf(), infoOf('microphone')];
    await streams.add([answered]);
    signaling.lost = true;
    await streams.add([lost]);
    signaling.take();
    signaling.lost = false;
    streams.resendResumes();
    expect(signaling.take()).toEqual([`resumeConsumer ${lost.consumerId}`]);
  });

  it('RECEIVE-8: the layers that are really sent are known (004-54)', async () => {
    const { streams } = createStreams();
    const info = infoOf();
    await streams.add([info]);
    expect(streams.shown(streamId)?.layers).toBeUndefined();
    streams.setLayers(info.consumerId, { spatialLayer: 1, temporalLayer: 2 });
    expect(streams.shown(streamId)?.layers).toEqual({ spatialLayer: 1, temporalLayer: 2 });
  });

  it('CLIENT-9: closing leaves no consumer and no timer', async () => {
    const { streams, transport } = createStreams();
    const before = infoOf();
    await streams.add([before]);
    await streams.add([infoOf('camera', before.consumerId)]);
    streams.closeAll();
    await vi.advanceTimersByTimeAsync(0);
    expect(transport.consumers.every(({ closed }) => closed)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
