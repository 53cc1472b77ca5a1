import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { describe, expect, it } from 'vitest';
import type { TrackProcessor } from './localMediaApi.ts';
import { ProcessedTrack } from './ProcessedTrack.ts';

const track = () => new FakeMediaStreamTrack({ kind: 'video' });

/** Answers when the test lets it, and says what was asked of it. */
class FakeProcessor implements TrackProcessor {
  readonly output = track();
  readonly answer = Promise.withResolvers<void>();
  asked: string[] = [];
  fail: () => void = () => undefined;

  async start(_track: MediaStreamTrack, failed: () => void): Promise<MediaStreamTrack> {
    this.asked.push('start');
    this.fail = failed;
    await this.answer.promise;
    return this.output;
  }
  stop(): void {
    this.asked.push('stop');
  }
}

function create() {
  let failures = 0;
  const processed = new ProcessedTrack(() => (failures += 1));
  return { processed, failures: () => failures };
}

describe('DEVICE-10: what is sent of a device', () => {
  it('is its own track without a processor, else the answer of that', async () => {
    const { processed } = create();
    const own = track();
    expect(await processed.of(own)).toBe(own);
    const processor = new FakeProcessor();
    processed.setProcessor(processor);
    expect(processed.isOf(own)).toBe(false);
    processor.answer.resolve();
    expect(await processed.of(own)).toBe(processor.output);
    expect(processed.state).toBe('on');
  });

  it('is its own track when the processor does not start, and the person is told once', async () => {
    const { processed, failures } = create();
    const own = track();
    const processor = new FakeProcessor();
    processed.setProcessor(processor);
    processor.answer.reject(new Error('no model'));
    expect(await processed.of(own)).toBeUndefined();
    expect(failures()).toBe(1);
    expect(processed.state).toBe('failed');
    expect(await processed.of(own)).toBe(own);
    expect(processor.asked).toEqual(['start', 'stop']);
  });

  it('is its own track when the processor fails later', async () => {
    const { processed, failures } = create();
    const own = track();
    const processor = new FakeProcessor();
    processed.setProcessor(processor);
    processor.answer.resolve();
    await processed.of(own);
    processor.fail();
    processor.fail();
    expect(failures()).toBe(1);
    expect(await processed.of(own)).toBe(own);
    expect(processor.asked).toEqual(['start', 'stop']);
  });

  it('is of the newest processor, however late the former answers; that one runs until then', async () => {
    const { processed } = create();
    const own = track();
    const first = new FakeProcessor();
    processed.setProcessor(first);
    first.answer.resolve();
    await processed.of(own);
    const late = new FakeProcessor();
    processed.setProcessor(late);
    const lateAnswer = processed.of(own);
    const last = new FakeProcessor();
    processed.setProcessor(last);
    const lastAnswer = processed.of(own);
    expect(first.asked).toEqual(['start']);
    last.answer.resolve();
    expect(await lastAnswer).toBe(last.output);
    late.answer.resolve();
    expect(await lateAnswer).toBeUndefined();
    expect([first.asked, late.asked, last.asked]).toEqual([['start', 'stop'], ['start', 'stop'], ['start']]);
  });

  it('goes with the device, and the processor may be started again', async () => {
    const { processed } = create();
    const processor = new FakeProcessor();
    processed.setProcessor(processor);
    processor.answer.resolve();
    await processed.of(track());
    processed.stop();
    expect(await processed.of(track())).toBe(processor.output);
    expect(processor.asked).toEqual(['start', 'stop', 'start']);
  });
});
