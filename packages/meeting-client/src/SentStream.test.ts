import type { Source } from '@convene/protocol';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { describe, expect, it } from 'vitest';
import { silentLog } from './clientLog.ts';
import { SentStream } from './SentStream.ts';
import { FakeSignaling } from './testing/FakeSignaling.ts';
import { FakeTransport } from './testing/FakeTransport.ts';

function createSent(source: Source = 'microphone') {
  const transport = new FakeTransport();
  const signaling = new FakeSignaling();
  const sent = new SentStream({ source, transport: transport.transport, signaling, log: silentLog });
  return { transport, signaling, sent };
}

const track = (kind = 'audio') => new FakeMediaStreamTrack({ kind });

describe('SentStream', () => {
  it('SEND-5: a track that is wanted muted is produced muted', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: true });
    expect(transport.producers[0]?.appData).toEqual({ source: 'microphone', paused: true });
    expect(voice.enabled).toBe(false);
    expect(signaling.take()).toEqual([]);
  });

  it('SEND-5: muting silences the track before the server has answered', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: false });
    const muting = sent.want({ state: 'sent', track: voice, paused: true });
    expect(transport.producers[0]?.paused).toBe(true);
    expect(voice.enabled).toBe(false);
    await muting;
    expect(signaling.take()).toEqual([`pauseProducer ${transport.producers[0]?.id}`]);
  });

  it('SEND-6: the camera off is paused before its track goes, and on it is resumed after the track has come', async () => {
    const { sent, transport, signaling } = createSent('camera');
    await sent.want({ state: 'sent', track: track('video'), paused: false });
    const producer = transport.producers[0]!;
    await sent.want({ state: 'held' });
    expect(producer.track).toBeNull();
    expect(signaling.take()).toEqual([`pauseProducer ${producer.id}`]);
    const next = track('video');
    await sent.want({ state: 'sent', track: next, paused: false });
    expect(producer.track).toBe(next);
    expect(signaling.take()).toEqual([`resumeProducer ${producer.id}`]);
    expect(transport.producers).toHaveLength(1);
  });

  it('SEND-6: another camera takes the place of the first without a word to the server', async () => {
    const { sent, transport, signaling } = createSent('camera');
    await sent.want({ state: 'sent', track: track('video'), paused: false });
    const other = track('video');
    await sent.want({ state: 'sent', track: other, paused: false });
    expect(transport.producers[0]?.track).toBe(other);
    expect(signaling.take()).toEqual([]);
  });

  it('SEND-7: however fast the person clicks, the last wish stands in the end', async () => {
    const { sent, transport } = createSent();
    const voice = track();
    const wishes = [false, true, false, true, false, true].map((paused) =>
      sent.want({ state: 'sent', track: voice, paused }),
    );
    await Promise.all(wishes);
    expect(transport.producers).toHaveLength(1);
    expect(transport.producers[0]?.paused).toBe(true);
    expect(voice.enabled).toBe(false);
  });

  it('RESUME-3: a step whose answer was lost is taken again', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: false });
    signaling.lost = true;
    await sent.want({ state: 'sent', track: voice, paused: true });
    expect(voice.enabled).toBe(false);
    signaling.lost = false;
    signaling.take();
    await sent.sync();
    expect(signaling.take()).toEqual([`pauseProducer ${transport.producers[0]?.id}`]);
    await sent.sync();
    expect(signaling.take()).toEqual([]);
  });

  it('RESUME-3: after a mute whose answer was lost, unmuting tells the server in any case', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: false });
    signaling.lost = true;
    await sent.want({ state: 'sent', track: voice, paused: true });
    signaling.lost = false;
    signaling.take();
    await sent.want({ state: 'sent', track: voice, paused: false });
    expect(signaling.take()).toEqual([`resumeProducer ${transport.producers[0]?.id}`]);
    expect(voice.enabled).toBe(true);
  });

  it('SEND-8: what is not wanted any more is closed on both sides', async () => {
    const { sent, transport, signaling } = createSent('screen');
    await sent.want({ state: 'sent', track: track('video'), paused: false });
    await sent.want({ state: 'none' });
    expect(transport.producers[0]?.closed).toBe(true);
    expect(signaling.take()).toEqual([`closeProducer ${transport.producers[0]?.id}`]);
    expect(sent.producer).toBeUndefined();
  });

  it('SEND-4: a screen is sent for its detail, a camera for its motion', async () => {
    const [screen, camera] = [track('video'), track('video')];
    await createSent('screen').sent.want({ state: 'sent', track: screen, paused: false });
    await createSent('camera').sent.want({ state: 'sent', track: camera, paused: false });
    expect([screen.contentHint, camera.contentHint]).toEqual(['detail', 'motion']);
  });

  it('SEND-9: a producer that the server closed is produced again (004-68)', async () => {
    const { sent, transport } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: false });
    sent.forget();
    await sent.sync();
    expect(transport.producers.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('SEND-9: nothing is produced on a closed transport, or of a track that has ended', async () => {
    const { sent, transport } = createSent();
    const ended = track();
    ended.stop();
    await sent.want({ state: 'sent', track: ended, paused: false });
    transport.closed = true;
    await sent.want({ state: 'sent', track: track(), paused: false });
    expect(transport.producers).toEqual([]);
  });
});
