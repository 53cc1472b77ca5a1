import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { expect, it } from 'vitest';
import { TestLocalMedia } from '../test/TestLocalMedia.ts';
import { OutgoingStreams } from './OutgoingStreams.ts';

/** What a MediaStream is to those who use a screen's. */
class FakeScreen {
  #tracks: FakeMediaStreamTrack[];

  constructor(tracks: FakeMediaStreamTrack[]) {
    this.#tracks = tracks;
  }
  getTracks = () => [...this.#tracks];
  getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
  getAudioTracks = () => this.#tracks.filter(({ kind }) => kind === 'audio');
  removeTrack = (track: FakeMediaStreamTrack) => {
    this.#tracks = this.#tracks.filter((each) => each !== track);
  };
}

/** Streams of a person who is asked for a screen each time, and picks one when the test says so. */
function createStreams() {
  const videos: FakeMediaStreamTrack[] = [];
  const sounds: FakeMediaStreamTrack[] = [];
  const picked = Promise.withResolvers<void>();
  const captureScreen = async () => {
    const video = new FakeMediaStreamTrack({ kind: 'video' });
    const sound = new FakeMediaStreamTrack({ kind: 'audio' });
    videos.push(video);
    sounds.push(sound);
    await picked.promise;
    return new FakeScreen([video, sound]) as unknown as MediaStream;
  };
  const outgoing = new OutgoingStreams({
    localMedia: new TestLocalMedia((kind) => new FakeMediaStreamTrack({ kind })),
    captureScreen,
    onChange: () => undefined,
  });
  const states = () => videos.map((track) => track.readyState);
  return { outgoing, videos, sounds, pick: () => picked.resolve(), states };
}

it.each(['stop', 'close'] as const)('SEND-8: a screen that is picked after %s is let go', async (end) => {
  const { outgoing, pick, states } = createStreams();
  const sharing = outgoing.startScreenShare();
  outgoing[end]();
  pick();
  await sharing;
  expect(states()).toEqual(['ended']);
  expect(outgoing.share).toBeUndefined();
});

it('SCREEN-2: a second click while the browser asks does not make it ask again', async () => {
  const { outgoing, pick, states } = createStreams();
  const clicks = [outgoing.startScreenShare(), outgoing.startScreenShare()];
  pick();
  await Promise.all(clicks);
  expect(states()).toEqual(['live']);
  expect(outgoing.share?.hasAudio).toBe(true);
  outgoing.stop();
  expect(states()).toEqual(['ended']);
  expect(outgoing.share).toBeUndefined();
});

it('SCREEN-3: a screen that has ended before anybody could listen is not shared', async () => {
  const { outgoing, pick, videos } = createStreams();
  const sharing = outgoing.startScreenShare();
  videos[0]?.stop();
  pick();
  await sharing;
  expect(outgoing.share).toBeUndefined();
});

it('SCREEN-2: another screen takes the place of the first, whose end is then nobody’s', async () => {
  const { outgoing, pick, videos, states } = createStreams();
  pick();
  await outgoing.startScreenShare();
  await outgoing.startScreenShare();
  expect(states()).toEqual(['ended', 'live']);
  expect(outgoing.share?.trackId).toBe(videos[1]?.id);
  videos[0]?.remoteStop();
  expect(outgoing.share).toBeDefined();
  videos[1]?.remoteStop();
  expect(outgoing.share).toBeUndefined();
});

it('SCREEN-3: sound that ends by itself leaves the picture', async () => {
  const { outgoing, pick, sounds, states } = createStreams();
  pick();
  await outgoing.startScreenShare();
  sounds[0]?.remoteStop();
  expect(outgoing.share).toMatchObject({ hasAudio: false });
  expect(states()).toEqual(['live']);
});

it('SCREEN-1: what a screen is sent for stays the person’s choice for the next one', async () => {
  const { outgoing, pick } = createStreams();
  pick();
  await outgoing.startScreenShare();
  expect(outgoing.share?.content).toBe('text');
  outgoing.setScreenContent('video');
  expect(outgoing.share?.content).toBe('video');
  await outgoing.stopScreenShare();
  await outgoing.startScreenShare();
  expect(outgoing.share?.content).toBe('video');
});
