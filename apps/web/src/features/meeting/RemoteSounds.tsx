'use client';

import type { StreamView } from '@convene/meeting-client';
import type { StreamId } from '@convene/protocol';
import { useEffect, useMemo, useRef } from 'react';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';
import { useTrack } from './useTrack.ts';

const soundsOf = (streams: ReadonlyMap<StreamId, StreamView>) =>
  [...streams.values()].filter((stream) => stream.kind === 'audio');

/** The others' sound, apart from their tiles: it goes on whatever is drawn. */
export function RemoteSounds() {
  const streams = useRoomState((snapshot) => snapshot.streams);
  const sounds = useMemo(() => soundsOf(streams), [streams]);
  return sounds.map((stream) => <RemoteSound key={stream.streamId} stream={stream} />);
}

function RemoteSound({ stream }: { readonly stream: StreamView }) {
  const { client, sound } = useRoom();
  const { streamId, trackId } = stream;
  const audio = useRef<HTMLAudioElement>(null);
  useTrack(audio, client.track(streamId));

  useEffect(() => {
    if (audio.current === null || trackId === undefined) return undefined;
    return sound.play(audio.current);
  }, [sound, trackId]);

  // What people say has no captions to offer.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} data-stream-id={streamId} />;
}
