'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useHeadingFocus } from '../../ui/useHeadingFocus.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { LobbyLayout } from './LobbyLayout.tsx';

/** After this long nobody may be looking. */
const LONG_MS = 60_000;

type Props = { readonly since: number; readonly onCancel: () => void };

/** The lobby of somebody who has asked to be let in: what comes next comes by itself. */
export function AskingScreen({ since, onCancel }: Props) {
  const t = useTranslations('screens.asking');
  const { name } = useRoom();
  const heading = useHeadingFocus();
  const isLong = useIsPast(since + LONG_MS);
  return (
    <LobbyLayout name={name} canCheck={false}>
      <header className="flex flex-col gap-2">
        <h1
          ref={heading}
          tabIndex={-1}
          className="flex items-center gap-3 text-2xl font-semibold tracking-tight outline-none sm:text-3xl"
        >
          <Spinner className="size-6 shrink-0 text-accent-ink" />
          {t('title')}
        </h1>
        <p className="text-pretty text-muted">{t('text')}</p>
        <p aria-live="polite" className="text-pretty text-warn-ink empty:hidden">
          {isLong && t('long')}
        </p>
      </header>
      <Button size="lg" className="w-full" onClick={onCancel}>
        {t('cancel')}
      </Button>
    </LobbyLayout>
  );
}

function useIsPast(at: number): boolean {
  const [isPast, setIsPast] = useState(() => Date.now() >= at);
  useEffect(() => {
    const timer = setTimeout(() => setIsPast(true), Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return isPast;
}
