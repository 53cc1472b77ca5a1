import { describe, expect, it } from 'vitest';
import { createSent, track } from './testing/createSent.ts';

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

  it('DEVICE-12: what is muted is produced anew in another fidelity: a codec is set up once for each producer', async () => {
    const { sent, transport, signaling } = createSent();
    const voice = track();
    await sent.want({ state: 'sent', track: voice, paused: false, fidelity: 'voice' });
    await sent.want({ state: 'sent', track: voice, paused: true, fidelity: 'music' });
    const [before, now] = transport.producers;
    expect(before?.closed).toBe(true);
    expect(signaling.take()).toEqual([`closeProducer ${before?.id}`]);
    expect(now?.appData).toEqual({ source: 'microphone', paused: true });
    expect(voice.readyState).toBe('live');
    await sent.want({ state: 'sent', track: voice, paused: true, fidelity: 'music' });
    expect(transport.producers).toHaveLength(2);
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

  it('SCREEN-1: text keeps its pixels and a film its frames, also when it is another from one moment to the next', async () => {
    const { sent, transport } = createSent('screen');
    const screen = track('video');
    await sent.want({ state: 'sent', track: screen, paused: false, content: 'text' });
    const { rtpSender } = transport.producers[0]!;
    expect(screen.contentHint).toBe('detail');
    expect(rtpSender.parameters).toMatchObject({
      degradationPreference: 'maintain-resolution',
      encodings: [{ maxFramerate: 15, maxBitrate: 2_500_000 }],
    });
    await sent.want({ state: 'sent', track: screen, paused: false, content: 'video' });
    expect(screen.contentHint).toBe('motion');
    expect(rtpSender.parameters).toMatchObject({
      degradationPreference: 'maintain-framerate',
      encodings: [{ maxFramerate: 30, maxBitrate: 5_000_000 }],
    });
    expect(transport.producers).toHaveLength(1);
  });

  it('SCREEN-2: the screen that takes the place of another has the hint before its first frame is sent', async () => {
    const { sent, transport } = createSent('screen');
    await sent.want({ state: 'sent', track: track('video'), paused: false, content: 'text' });
    const next = track('video');
    await sent.want({ state: 'sent', track: next, paused: false, content: 'text' });
    expect(transport.producers[0]?.track).toBe(next);
    expect(next.contentHint).toBe('detail');
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

  describe('demand', () => {
    async function createCamera() {
      const created = createSent('camera');
      await created.sent.want({ state: 'sent', track: track('video'), paused: false });
      const producer = created.transport.producers[0]!;
      const demandLayer = (spatialLayer: number) => {
        created.demand.set(producer.id, { spatialLayer });
        return created.sent.sync();
      };
      return { ...created, producer, demandLayer };
    }

    it('DEMAND-1: a producer begins with all of its layers', async () => {
      const { producer } = await createCamera();
      expect(producer.maxSpatialLayers).toEqual([]);
    });

    it.each([-1, 0, 1])(
      'DEMAND-1: nothing above layer %i is encoded when nobody wants more',
      async (layer) => {
        const { producer, demandLayer } = await createCamera();
        await demandLayer(layer);
        expect(producer.maxSpatialLayers).toEqual([layer]);
        await demandLayer(2);
        expect(producer.maxSpatialLayers).toEqual([layer, 2]);
      },
    );

    it('DEMAND-2: one change at a time, and the newest wish is the last', async () => {
      const { producer, demandLayer } = await createCamera();
      let open = () => {};
      producer.gate = new Promise((resolve) => (open = resolve));
      const changes = [0, -1, 2, 1].map((layer) => demandLayer(layer));
      expect(producer.maxSpatialLayers).toEqual([0]);
      open();
      await Promise.all(changes);
      expect(producer.maxSpatialLayers).toEqual([0, 1]);
    });

    it('DEMAND-2: a wish that comes while a request fails is not lost with it', async () => {
      const { sent, signaling, producer, demandLayer } = await createCamera();
      signaling.lost = true;
      const held = sent.want({ state: 'held' });
      void demandLayer(0);
      await held;
      expect(producer.maxSpatialLayer).toBe(0);
    });

    it('DEMAND-2: nor is one that comes just when the last one is done', async () => {
      const { producer, demandLayer } = await createCamera();
      for (let ticks = 0; ticks < 12; ticks += 1) {
        const done = demandLayer(ticks % 2);
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        await Promise.all([done, demandLayer(2)]);
        expect(producer.maxSpatialLayer).toBe(2);
      }
    });

    it('DEMAND-3: what nobody watches is not encoded when the camera is turned off and on', async () => {
      const { sent, producer, demandLayer } = await createCamera();
      await demandLayer(-1);
      await sent.want({ state: 'held' });
      await sent.want({ state: 'sent', track: track('video'), paused: false });
      expect(producer.maxSpatialLayer).toBe(-1);
      expect(producer.maxSpatialLayers).toEqual([-1]);
    });

    it('DEMAND-3: a layer is wanted again while the camera is off', async () => {
      const { sent, producer, demandLayer } = await createCamera();
      await demandLayer(-1);
      await sent.want({ state: 'held' });
      await demandLayer(1);
      expect(producer.maxSpatialLayer).toBe(1);
    });

    it('DEMAND-4: a producer that follows a closed one begins with all layers', async () => {
      const { sent, transport, demandLayer } = await createCamera();
      await demandLayer(0);
      sent.forget();
      await sent.sync();
      expect(transport.producers.map(({ maxSpatialLayers }) => maxSpatialLayers)).toEqual([[0], []]);
    });

    it('DEMAND-4: with nothing known any more all layers are sent', async () => {
      const { sent, producer, demand, demandLayer } = await createCamera();
      await demandLayer(-1);
      demand.clear();
      await sent.sync();
      expect(producer.maxSpatialLayers).toEqual([-1, 2]);
    });

    it('DEMAND-1: a request that fails does not hold up a layer that is wanted', async () => {
      const { sent, signaling, producer, demandLayer } = await createCamera();
      await demandLayer(-1);
      signaling.lost = true;
      await sent.want({ state: 'held' });
      await demandLayer(2);
      expect(producer.maxSpatialLayer).toBe(2);
    });
  });
});
