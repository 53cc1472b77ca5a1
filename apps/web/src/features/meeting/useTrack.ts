import { type RefObject, useEffect } from 'react';

/**
 * Shows a track in a media element. Another track takes the place of the one before within the same MediaStream: an element
 * keeps its last picture so, where with another `srcObject` it would go blank. Without a track the last picture stays as well;
 * whether it may be seen is its owner's to say.
 */
export function useTrack(ref: RefObject<HTMLMediaElement | null>, track: MediaStreamTrack | undefined): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null || track === undefined) return;
    const { srcObject } = element;
    if (!(srcObject instanceof MediaStream)) {
      element.srcObject = new MediaStream([track]);
      return;
    }
    const before = srcObject.getTracks().filter((each) => each !== track);
    srcObject.addTrack(track);
    for (const each of before) srcObject.removeTrack(each);
  }, [ref, track]);

  useEffect(() => {
    const element = ref.current;
    return () => {
      if (element !== null) element.srcObject = null;
    };
  }, [ref]);
}
