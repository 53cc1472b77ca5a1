'use client';

import { wireLimits } from '@convene/protocol';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { useRoom } from '../meeting/roomContext.ts';

/** How far from the limit the count of characters is shown. */
const NEAR_LIMIT = 200;

/** Where a message is written: Enter sends, Shift+Enter begins a new line. */
export function Composer() {
  const t = useTranslations('chat');
  const { client } = useRoom();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const empty = text.trim() === '';
  const limit = wireLimits.chatTextLength;

  useEffect(() => {
    // On a touch screen the keyboard would jump up over what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) field.current?.focus();
    return () => client.setTyping(false);
  }, [client]);

  const send = () => {
    if (empty) return;
    client.sendChat(text.trim());
    setText('');
    client.setTyping(false);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    send();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-1 p-3 pt-1">
      <div className="flex items-end gap-1 rounded-2xl border border-line-strong bg-surface p-1 pl-4 focus-within:border-accent-ink">
        <textarea
          ref={field}
          rows={1}
          value={text}
          maxLength={limit}
          aria-label={t('message')}
          placeholder={t('placeholder')}
          enterKeyHint="send"
          onKeyDown={onKeyDown}
          onBlur={() => client.setTyping(false)}
          onChange={(event) => {
            setText(event.target.value);
            client.setTyping(event.target.value.trim() !== '');
          }}
          className="scroll-slim field-sizing-content max-h-36 min-h-10 flex-1 resize-none bg-transparent py-2 text-base outline-none placeholder:text-muted sm:text-[0.9375rem]"
        />
        <IconButton
          type="submit"
          label={t('send')}
          disabled={empty}
          icon={<SendHorizontal className="size-4.5" aria-hidden="true" />}
          className="size-10 rounded-xl text-accent-ink hover:text-accent-ink disabled:text-muted"
        />
      </div>
      {limit - text.length < NEAR_LIMIT && (
        <p className="px-2 text-xs text-muted">{t('tooLong', { limit })}</p>
      )}
    </form>
  );
}
