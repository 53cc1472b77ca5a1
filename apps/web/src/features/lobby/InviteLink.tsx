'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { useCopyLink } from '../../ui/useCopyLink.ts';
import { useRoom } from '../meeting/roomContext.ts';

/** The meeting's link, to be sent to the others. */
export function InviteLink() {
  const t = useTranslations();
  const { link } = useRoom();
  const [failed, setFailed] = useState(false);
  const { copied, copy } = useCopyLink(link, () => setFailed(true));
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-3 rounded-field border border-line bg-surface py-1.5 pr-1.5 pl-4">
        <span className="min-w-0 flex-1 truncate text-sm text-muted" title={t('lobby.shareHint')}>
          {link.replace(/^https?:\/\//u, '')}
        </span>
        <Button size="sm" variant="ghost" onClick={copy}>
          {copied ? (
            <Check className="size-4 text-good-ink" aria-hidden="true" />
          ) : (
            <Copy className="size-4" aria-hidden="true" />
          )}
          <span aria-live="polite">{copied ? t('common.linkCopied') : t('common.copyLink')}</span>
        </Button>
      </div>
      {failed && (
        <p role="alert" className="px-1 text-sm text-danger-ink">
          {t('meeting.copyFailed')}
        </p>
      )}
    </div>
  );
}
