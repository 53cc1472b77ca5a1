'use client';

import { ArrowDown, MessagesSquare } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { groupEntries } from './groupEntries.ts';
import { MessageGroup } from './MessageGroup.tsx';

/** So near to the end a person is reading the newest, and new messages scroll into view. */
const NEAR_END = 48;

/** All messages, oldest first. Scrolled up, it stays where the person reads. */
export function MessageLog() {
  const t = useTranslations('chat');
  const { client } = useRoom();
  const { entries, hasOlder } = useRoomState((snapshot) => snapshot.chat);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const groups = useMemo(() => groupEntries(entries), [entries]);
  const [loading, setLoading] = useState(false);
  const [failed, setFailed] = useState(false);
  const { log, atEnd, onScroll, toEnd } = useScrollKeeping(entries);

  const loadOlder = () => {
    if (loading || !hasOlder) return;
    setLoading(true);
    setFailed(false);
    client
      .loadOlderChat()
      .catch(() => setFailed(true))
      .finally(() => setLoading(false));
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={log}
        role="log"
        aria-label={t('log')}
        // Scrollable regions must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={() => {
          onScroll();
          // After a failure it is for the person to try again.
          if ((log.current?.scrollTop ?? 1) < NEAR_END && !failed) loadOlder();
        }}
        className="scroll-slim flex flex-1 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-2 -outline-offset-2"
      >
        {failed && (
          <p role="alert" className="text-center text-sm text-danger-ink">
            {t('olderFailed')}
          </p>
        )}
        {hasOlder && (
          <Button size="sm" variant="ghost" busy={loading} onClick={loadOlder} className="self-center">
            {loading ? t('loadingOlder') : t('loadOlder')}
          </Button>
        )}
        {groups.length === 0 && (
          <div className="grid flex-1 place-items-center">
            <EmptyState
              icon={<MessagesSquare aria-hidden="true" />}
              title={t('emptyTitle')}
              text={t('emptyText')}
            />
          </div>
        )}
        {groups.map((group) => (
          <MessageGroup key={group.key} group={group} isOwn={group.participantId === selfId} />
        ))}
      </div>
      {!atEnd && (
        <Button
          size="sm"
          variant="primary"
          onClick={toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full shadow-float"
        >
          <ArrowDown className="size-4" aria-hidden="true" />
          {t('toBottom')}
        </Button>
      )}
    </div>
  );
}

/** Follows the end while the person is there; keeps the place when older messages come in above it. */
function useScrollKeeping(entries: readonly { readonly clientMessageId: string }[]) {
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const before = useRef({ first: '', height: 0, atEnd: true });

  const toEnd = () => log.current?.scrollTo({ top: log.current.scrollHeight });
  const onScroll = () => {
    const element = log.current;
    if (element === null) return;
    const now = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    before.current.atEnd = now;
    setAtEnd(now);
  };

  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    const first = entries[0]?.clientMessageId ?? '';
    const { first: oldFirst, height, atEnd: followed } = before.current;
    if (followed) element.scrollTop = element.scrollHeight;
    else if (first !== oldFirst) element.scrollTop += element.scrollHeight - height;
    before.current.first = first;
    before.current.height = element.scrollHeight;
  }, [entries]);

  useEffect(() => {
    const element = log.current;
    if (element === null) return undefined;
    // The panel's height changes with the phone's keyboard and the growing text field.
    const observer = new ResizeObserver(() => {
      if (before.current.atEnd) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { log, atEnd, onScroll, toEnd };
}
