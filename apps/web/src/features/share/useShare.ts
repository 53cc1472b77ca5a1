import { useRoom } from '../meeting/roomContext.ts';
import type { Notice } from '../meeting/notices.ts';

/** Closing the browser's own dialog is an answer, not a failure; a system that forbids it is one. */
function shareNotice(error: unknown): Notice | undefined {
  if (!(error instanceof DOMException)) return { type: 'shareFailed' };
  if (error.name !== 'NotAllowedError') return { type: 'shareFailed' };
  return /system/i.test(error.message) ? { type: 'shareForbidden' } : undefined;
}

/** What a person does with their own screen. */
export function useShare() {
  const { client, toaster } = useRoom();
  const tell = (error: unknown) => {
    const notice = shareNotice(error);
    if (notice !== undefined) toaster.show(notice);
  };
  return {
    /** Asks the browser for a screen, or for another one. */
    start: () => void client.startScreenShare().catch(tell),
    stop: () => void client.stopScreenShare().catch(tell),
  };
}
