'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useCopyLink } from '../../ui/useCopyLink.ts';
import { useRoom } from '../meeting/roomContext.ts';

/** Shown while nobody else is there: how to bring others in. */
export function AloneCard() {
  const t = useTranslations();
  const { link, toaster } = useRoom();
  const { copied, copy } = useCopyLink(link, () => toaster.show({ type: 'copyFailed' }));
  return (
    <section className="absolute top-4 left-4 flex w-80 max-w-[calc(100%-2rem)] animate-rise flex-col gap-4 rounded-card border border-line bg-raised p-5 shadow-float [@media(max-height:30rem)]:w-56 [@media(max-height:30rem)]:gap-2 [@media(max-height:30rem)]:p-3">
      <div>
        <h2 className="font-semibold">{t('meeting.aloneTitle')}</h2>
        <p className="mt-1 text-sm text-muted [@media(max-height:30rem)]:hidden">{t('meeting.aloneText')}</p>
      </div>
      <p className="truncate rounded-lg bg-sunken px-3 py-2 text-sm [@media(max-height:30rem)]:hidden">
        {link.replace(/^https?:\/\//u, '')}
      </p>
      <Button variant="primary" size="sm" onClick={copy}>
        {copied ? (
          <Check className="size-4" aria-hidden="true" />
        ) : (
          <Copy className="size-4" aria-hidden="true" />
        )}
        <span aria-live="polite">{copied ? t('common.linkCopied') : t('common.copyLink')}</span>
      </Button>
    </section>
  );
}
