import { useEffect } from 'react';
import { useRoom } from '../meeting/roomContext.ts';

/** What nobody has caught is a fault of ours: it is said, but not more often than this. */
const SAID_EVERY_MS = 60_000;

/** Tells the person that something went wrong and what they can do, while the meeting goes on. */
export function useUnforeseen(): void {
  const { toaster } = useRoom();
  useEffect(() => {
    let saidAt = -SAID_EVERY_MS;
    const say = () => {
      const now = performance.now();
      if (now - saidAt < SAID_EVERY_MS) return;
      saidAt = now;
      toaster.show({ type: 'unforeseen' });
    };
    window.addEventListener('unhandledrejection', say);
    return () => window.removeEventListener('unhandledrejection', say);
  }, [toaster]);
}
