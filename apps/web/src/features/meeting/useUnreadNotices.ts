import { useEffect } from 'react';
import type { useUnread } from './useUnread.ts';
import { shownMs } from './notices.ts';
import { useRoom } from './roomContext.ts';

/** Says in passing what was written while the chat is closed: the newest alone, however many come at once. */
export function useUnreadNotices(unread: ReturnType<typeof useUnread>): void {
  const { toaster } = useRoom();
  const newest = unread.at(-1);
  const { seq, name, message } = newest ?? {};
  useEffect(() => {
    if (seq === undefined || name === undefined || message === undefined) {
      toaster.dismiss(({ type }) => type === 'message');
      return;
    }
    const notice = { type: 'message', name, text: message } as const;
    toaster.show(notice, shownMs(notice), ({ type }) => type === 'message');
  }, [toaster, seq, name, message]);
}
