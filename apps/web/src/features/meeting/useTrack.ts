import { type RefObject, useEffect } from 'react';

/** Shows a track in a media element for as long as both are there. */
export function useTrack(ref: RefObject<HTMLMediaElement | null>, track: MediaStreamTrack | undefined): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null || track === undefined) return undefined;
    element.srcObject = new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  }, [ref, track]);
}
