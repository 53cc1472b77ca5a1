import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalServer } from './LocalServer.ts';
import { playTone } from './playTone.ts';
import { waitFor } from './waitFor.ts';
import { WebRtcClient } from './WebRtcClient.ts';

describe('speakers', () => {
  let local: LocalServer;
  let ada: WebRtcClient;
  let bob: WebRtcClient;

  beforeAll(async () => {
    local = await LocalServer.start();
    const meeting = await local.createMeeting();
    ada = new WebRtcClient(await local.enter(meeting));
    bob = new WebRtcClient(await local.enter(meeting));
    await Promise.all([ada.join('Ada'), bob.join('Bob')]);
  });
  afterAll(async () => {
    ada?.close();
    bob?.close();
    await local.close();
  });

  it('SPEAKER-1: who speaks is told with their loudness, and is the active speaker until they go', async () => {
    const tone = playTone();
    await ada.produce(tone.track, 'microphone');
    const { participantId } = ada;
    const volume = await waitFor('Ada to be heard', () =>
      bob.signals
        .flatMap((down) => (down.type === 'volumes' ? down.volumes : []))
        .find(([id]) => id === participantId),
    );
    expect(volume[1]).toBeGreaterThan(-60);
    expect(await bob.client.waitForEvent('activeSpeakerChanged')).toMatchObject({ participantId });
    const late = await local.enterSameMeeting(bob.client);
    expect((await late.join()).snapshot.activeSpeaker).toBe(participantId);
    // OPERATOR-5: the score of what is sent is a metric (004-90).
    const metrics = await (await fetch(`${local.url}/metrics`)).text();
    expect(metrics).toMatch(/convene_producer_score\{producer="[0-9a-f-]{36}"\} \d/);
    await ada.client.trpc.leave.mutate();
    expect(await bob.client.waitForEvent('activeSpeakerChanged', 2)).toMatchObject({ participantId: null });
    tone.stop();
  });
});
