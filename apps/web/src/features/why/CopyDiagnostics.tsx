'use client';

import { diagnosticsText, type PictureReport } from '@convene/meeting-client/why';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { writeClipboard } from '../../ui/writeClipboard.ts';
import { useRoom } from '../meeting/roomContext.ts';
import type { TileSubject } from '../stage/TileSubject.ts';

type Props = { readonly subject: TileSubject; readonly report: PictureReport };

/** Puts all that is known of the picture into the clipboard; where the browser refuses that, it is there to be copied by hand. */
export function CopyDiagnostics({ subject, report }: Props) {
  const t = useTranslations('why');
  const { client, toaster, lastCheck } = useRoom();
  const [byHand, setByHand] = useState<string>();

  const copy = async () => {
    const { streamId, participantId, source, isSelf } = subject;
    const text = diagnosticsText({
      at: new Date(),
      browser: {
        userAgent: navigator.userAgent,
        cores: navigator.hardwareConcurrency,
        pixelRatio: window.devicePixelRatio,
        viewport: [window.innerWidth, window.innerHeight],
      },
      snapshot: client.getSnapshot(),
      picture: { streamId, participantId, source, isSelf },
      report,
      check: lastCheck.get(),
    });
    const isCopied = await writeClipboard(text);
    setByHand(isCopied ? undefined : text);
    if (isCopied) toaster.show({ type: 'diagnosticsCopied' });
  };

  return (
    <div className="flex flex-col gap-2">
      <Button onClick={() => void copy()} className="w-full">
        <Copy className="size-4.5" aria-hidden="true" />
        {t('copy')}
      </Button>
      <p className="text-xs text-pretty text-muted">
        {byHand === undefined ? t('copyHint') : t('copyByHand')}
      </p>
      {byHand !== undefined && (
        <textarea
          readOnly
          aria-label={t('diagnostics')}
          value={byHand}
          rows={8}
          ref={(element) => element?.select()}
          onFocus={(event) => event.currentTarget.select()}
          className="scroll-slim w-full rounded-field border border-line-strong bg-sunken p-3 font-mono text-2xs"
        />
      )}
    </div>
  );
}
