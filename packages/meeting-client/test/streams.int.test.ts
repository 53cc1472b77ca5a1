import { LocalServer, type TestMeeting, waitUntil } from '@convene/media/testing';
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ServerObserver } from './ServerObserver.ts';
import { TestPerson } from './TestPerson.ts';

describe('streams', () => {
  const observer = new ServerObserver();
  let local: LocalServer;
  let meeting: TestMeeting;
  let ada: TestPerson;
  let bob: TestPerson;

  beforeAll(async () => {
    local = await LocalServer.start();
  });
  beforeEach(async () => {
    meeting = await local.createMeeting();
    ada = new TestPerson({ local, meeting });
    bob = new TestPerson({ local, meeting });
    await bob.join({ name: 'Bob' });
    await ada.join({ name: 'Ada' });
    await bob.untilReceives(ada, 'camera');
    return () => {
      ada.close();
      bob.close();
    };
  });
  afterAll(async () => {
    observer.close();
    await local.close();
  });

  const stream = (source: 'camera' | 'microphone' | 'screen' | 'screenAudio') =>
    bob.snapshot.streams.get(bob.streamId(ada, source));
  const requests = (path: string) => ada.sockets.requests.filter((each) => each === path).length;
  const screenOf = (...kinds: string[]) => {
    const tracks = kinds.map((kind) => new FakeMediaStreamTrack({ kind }));
    const media = {
      getTracks: () => tracks,
      getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
      getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
    };
    // No more of a MediaStream is used.
    ada.environment.screen = media as unknown as MediaStream;
    return tracks;
  };

  it('SEND-1: the server gets three layers of a camera, low to high (004-49, 004-51)', () => {
    const producer = observer.producers.find(({ id }) => id === stream('camera')?.producerId);
    expect(producer?.type).toBe('simulcast');
    // What each may cost is the sender's alone.
    expect(producer?.rtpParameters.encodings).toMatchObject([
      { scaleResolutionDownBy: 4 },
      { scaleResolutionDownBy: 2 },
      { scaleResolutionDownBy: 1 },
    ]);
  });

  it('SEND-5: mute is shown to the others, and is the seat’s', async () => {
    await ada.client.setMuted(true);
    await waitUntil('a paused microphone', () => stream('microphone')?.paused === true);
    expect(ada.snapshot.self?.muted).toBe(true);
    await waitUntil('Ada muted', () =>
      bob.snapshot.participants.some(({ name, muted }) => name === 'Ada' && muted),
    );
    await ada.client.setMuted(false);
    await waitUntil('an open microphone', () => stream('microphone')?.paused === false);
  });

  it('SEND-6: the camera off releases the device, and on it has the same producer', async () => {
    const { producerId } = await bob.untilReceives(ada, 'camera');
    const { cameraTrack } = ada.localMedia;
    await ada.client.setCameraOff(true);
    expect(cameraTrack?.readyState).toBe('ended');
    await waitUntil('a paused camera', () => stream('camera')?.paused === true);
    await ada.client.setCameraOff(false);
    await waitUntil('the camera again', () => stream('camera')?.paused === false);
    expect(stream('camera')?.producerId).toBe(producerId);
  });

  it('SEND-7: however fast the person clicks, the others see the last wish', async () => {
    const clicks = [true, false, true, false, true].map((muted) => ada.client.setMuted(muted));
    await Promise.all(clicks);
    await waitUntil('the last wish', () => stream('microphone')?.paused === true);
    expect(observer.producers.find(({ id }) => id === stream('microphone')?.producerId)?.paused).toBe(true);
  });

  it('SEND-8: a screen with its sound is shared, and ends with "Stop sharing"', async () => {
    const tracks = screenOf('video', 'audio');
    await ada.client.startScreenShare();
    expect(ada.snapshot.self?.sharing).toBe(true);
    await bob.untilReceives(ada, 'screen');
    await bob.untilReceives(ada, 'screenAudio');
    await ada.client.stopScreenShare();
    expect(tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    await waitUntil('no screen', () => stream('screen') === undefined && stream('screenAudio') === undefined);
    expect(ada.snapshot.self?.sharing).toBe(false);
  });

  it('SEND-8: it ends with the browser’s own bar as well', async () => {
    const [video] = screenOf('video');
    await ada.client.startScreenShare();
    await bob.untilReceives(ada, 'screen');
    video?.remoteStop();
    await waitUntil('no screen', () => stream('screen') === undefined);
    expect(ada.snapshot.self?.sharing).toBe(false);
  });

  it('SEND-8: who declines to share gets the browser’s word for it, and shares nothing', async () => {
    ada.environment.screen = new DOMException('', 'NotAllowedError');
    await expect(ada.client.startScreenShare()).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(ada.snapshot.self?.sharing).toBe(false);
    expect(requests('produce')).toBe(2);
  });

  it('SEND-10: a device that is unplugged is muted, and the next one takes its place', async () => {
    const { producerId } = await bob.untilReceives(ada, 'microphone');
    ada.localMedia.stopMicrophone();
    expect(ada.snapshot.self?.muted).toBe(true);
    await waitUntil('a paused microphone', () => stream('microphone')?.paused === true);
    await ada.localMedia.startMicrophone();
    await waitUntil('an open microphone', () => stream('microphone')?.paused === false);
    expect(stream('microphone')?.producerId).toBe(producerId);
  });

  it('CLIENT-3: what is drawn is told, and a tile out of view costs nothing', async () => {
    const streamId = bob.streamId(ada, 'camera');
    const consumer = observer.consumers.find(({ id }) => id === stream('camera')?.consumerId);
    const tile = { streamId, width: 320, height: 180, pinned: false, quality: 'auto' as const };
    await waitUntil('a consumer that flows', () => consumer?.paused === false);
    bob.client.setView([{ ...tile, visible: false }]);
    await waitUntil('a consumer that rests', () => consumer?.paused === true);
    bob.client.setView([{ ...tile, visible: true }]);
    await waitUntil('a consumer that flows again', () => consumer?.paused === false);
  });

  it('CLIENT-4: a new name is seen by all, and kept over a rejoin', async () => {
    await ada.client.rename('Ada Lovelace');
    await waitUntil('the new name', () => bob.names.join() === 'Ada Lovelace,Bob');
    local.server.rooms.all
      .find(({ meeting: { meetingId } }) => meetingId === meeting.meetingId)
      ?.close('workerDied');
    await Promise.all([ada.untilBackAfter('rejoining'), bob.untilBackAfter('rejoining')]);
    await waitUntil('both again', () => bob.names.join() === 'Ada Lovelace,Bob');
    expect(ada.snapshot.self?.name).toBe('Ada Lovelace');
  });
});
