'use client';

import type { StreamView } from '@convene/meeting-client';
import type { StreamId } from '@convene/protocol';
import { useEffect, useMemo, useRef } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from './inRoomContext.ts';
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

  const { shareVolumes } = useInRoom();
  useStore(shareVolumes.volumes);
  const { level, muted } = shareVolumes.of(stream.participantId);
  const isShare = stream.source === 'screenAudio';
  useEffect(() => {
    if (audio.current === null || !isShare) return;
    audio.current.volume = level;
    // Where the system alone has the volume (iOS), this is still heeded.
    audio.current.muted = muted;
  }, [isShare, level, muted]);

  // What people say has no captions to offer.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} data-stream-id={streamId} />;
}
