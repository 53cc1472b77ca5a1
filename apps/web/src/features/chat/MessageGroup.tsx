'use client';

import type { ChatEntry } from '@convene/meeting-client';
import { CircleAlert, Clock } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../ui/Avatar.tsx';
import { cx } from '../../ui/cx.ts';
import { useRoom } from '../meeting/roomContext.ts';
import type { ChatGroup } from './groupEntries.ts';
import { textParts } from './textParts.ts';

/** The reader's own habit of writing the time. */
const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

export function MessageGroup({ group, isOwn }: { readonly group: ChatGroup; readonly isOwn: boolean }) {
  const t = useTranslations('common');
  const { participantId, name, timestamp, entries } = group;
  return (
    <div className={cx('flex gap-2.5', isOwn && 'flex-row-reverse')}>
      {!isOwn && <Avatar id={participantId} name={name} className="mt-5 w-8 self-start text-xs" />}
      <div className={cx('flex min-w-0 max-w-[85%] flex-col gap-1', isOwn ? 'items-end' : 'items-start')}>
        <p className="flex max-w-full items-baseline gap-2 px-1 text-xs text-muted">
          <span className="truncate font-medium text-ink">{isOwn ? t('you') : name}</span>
          <time dateTime={new Date(timestamp).toISOString()}>{timeFormat.format(timestamp)}</time>
        </p>
        {entries.map((entry) => (
          <Message key={entry.clientMessageId} entry={entry} isOwn={isOwn} />
        ))}
      </div>
    </div>
  );
}

function Message({ entry, isOwn }: { readonly entry: ChatEntry; readonly isOwn: boolean }) {
  return (
    <div className={cx('flex max-w-full flex-col gap-1', isOwn && 'items-end')}>
      <p
        className={cx(
          'max-w-full rounded-2xl px-3.5 py-2 text-[0.9375rem] leading-snug wrap-anywhere whitespace-pre-wrap',
          isOwn ? 'rounded-tr-md bg-accent text-on-accent' : 'rounded-tl-md bg-hover text-ink',
          entry.state === 'pending' && 'opacity-70',
        )}
      >
        <MessageText message={entry.message} />
      </p>
      {entry.state !== 'stored' && <UnsentNote entry={entry} />}
    </div>
  );
}

function MessageText({ message }: { readonly message: string }) {
  let offset = 0;
  return textParts(message).map((part) => {
    const key = offset;
    offset += part.text.length;
    if (part.type === 'text') return part.text;
    return (
      <a
        key={key}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="underline underline-offset-2"
      >
        {part.text}
      </a>
    );
  });
}

function UnsentNote({ entry }: { readonly entry: ChatEntry }) {
  const t = useTranslations('chat');
  const { client } = useRoom();
  if (entry.state === 'pending') {
    return (
      <p className="flex items-center gap-1 px-1 text-xs text-muted">
        <Clock className="size-3" aria-hidden="true" />
        {t('sending')}
      </p>
    );
  }
  return (
    <p className="flex items-center gap-1.5 px-1 text-xs text-danger-ink">
      <CircleAlert className="size-3.5" aria-hidden="true" />
      {t('failed')}
      <button
        type="button"
        className="rounded font-medium underline underline-offset-2"
        onClick={() => client.retryChat(entry.clientMessageId)}
      >
        {t('retry')}
      </button>
    </p>
  );
}
