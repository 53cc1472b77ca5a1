'use client';

import { TriangleAlert } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';
import { failureOf, type PartFailure, whyNotLoaded } from './partFailure.ts';

/** A whole page, a part with an area of its own, something over the rest, or nothing worth a word. */
export type PartLook = 'screen' | 'area' | 'over' | 'nothing';

type Props = {
  readonly look: PartLook;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onClose: (() => void) | undefined;
};

/** Stands where a part has failed, says why, and offers the way on. */
export function PartFailed({ look, error, onRetry, onClose }: Props) {
  const t = useTranslations();
  const failure = useFailure(error, onRetry);
  if (look === 'nothing') return undefined;
  const isNow = failure !== 'notLoaded';
  const retry = failure !== 'updated' && (
    <Button variant="primary" busy={!isNow} onClick={onRetry}>
      {t('common.retry')}
    </Button>
  );
  const reload = isNow && failure !== 'offline' && (
    <Button
      variant={failure === 'updated' ? 'primary' : 'secondary'}
      onClick={() => window.location.reload()}
    >
      {t('failure.reload')}
    </Button>
  );
  const close = onClose !== undefined && <Button onClick={onClose}>{t('common.close')}</Button>;
  const isPage = look === 'screen' && failure === 'crashed';
  const words = isPage
    ? { title: t('failure.crashedTitle'), text: t('failure.crashedText') }
    : { title: t(`failure.part.${failure}.title`), text: t(`failure.part.${failure}.text`) };
  if (look === 'screen') {
    return (
      <StatusScreen icon={<TriangleAlert />} {...words}>
        {retry}
        {reload}
      </StatusScreen>
    );
  }
  const card = (
    <div role="alert" className="flex max-w-sm flex-col items-center gap-3 p-6 text-center">
      <TriangleAlert className="size-6 text-accent-ink" aria-hidden="true" />
      <p className="font-medium">{words.title}</p>
      <p className="text-sm text-pretty text-muted">{words.text}</p>
      <div className="flex flex-wrap justify-center gap-2">
        {retry}
        {reload}
        {close}
      </div>
    </div>
  );
  if (look === 'area') return <div className="grid size-full place-items-center">{card}</div>;
  return (
    <div className="fixed inset-0 z-50 grid place-items-center bg-scrim p-4">
      <div className="animate-fade rounded-card border border-line bg-surface shadow-float">{card}</div>
    </div>
  );
}

/** Asks why a script did not come; who is offline gets it by themselves when they are back. */
function useFailure(error: unknown, onRetry: () => void): PartFailure {
  const [failure, setFailure] = useState<PartFailure>(() => failureOf(error));
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      const why = await whyNotLoaded();
      if (!isOver) setFailure(why);
    };
    if (failure === 'notLoaded') void ask();
    return () => {
      isOver = true;
    };
  }, [failure]);
  useEffect(() => {
    const back = () => {
      if (failure === 'offline') retry();
    };
    window.addEventListener('online', back);
    return () => window.removeEventListener('online', back);
  }, [failure]);
  return failure;
}
