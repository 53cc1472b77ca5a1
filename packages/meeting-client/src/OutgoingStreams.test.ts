import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { expect, it } from 'vitest';
import { TestLocalMedia } from '../test/TestLocalMedia.ts';
import { OutgoingStreams } from './OutgoingStreams.ts';

/** Streams of a person who is asked for a screen each time, and picks one when the test says so. */
function createStreams() {
  const tracks: FakeMediaStreamTrack[] = [];
  const picked = Promise.withResolvers<void>();
  const captureScreen = async () => {
    const track = new FakeMediaStreamTrack({ kind: 'video' });
    tracks.push(track);
    await picked.promise;
    // No more of a MediaStream is used.
    return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
  };
  const outgoing = new OutgoingStreams({
    localMedia: new TestLocalMedia((kind) => new FakeMediaStreamTrack({ kind })),
    captureScreen,
    onChange: () => undefined,
  });
  return { outgoing, pick: () => picked.resolve(), states: () => tracks.map((track) => track.readyState) };
}

it.each(['stop', 'close'] as const)('SEND-8: a screen that is picked after %s is let go', async (end) => {
  const { outgoing, pick, states } = createStreams();
  const sharing = outgoing.startScreenShare();
  outgoing[end]();
  pick();
  await sharing;
  expect(states()).toEqual(['ended']);
  expect(outgoing.sharing).toBe(false);
});

it('SEND-8: of two screens that are picked one is shared, until it ends', async () => {
  const { outgoing, pick, states } = createStreams();
  const clicks = [outgoing.startScreenShare(), outgoing.startScreenShare()];
  pick();
  await Promise.all(clicks);
  expect(outgoing.sharing).toBe(true);
  expect(states()).toEqual(['live', 'ended']);
  outgoing.stop();
  expect(outgoing.sharing).toBe(false);
  expect(states()).toEqual(['ended', 'ended']);
});
