'use client';

import type { Recovery } from '@convene/meeting-client';
import { CloudOff, Hourglass, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from './roomContext.ts';
import { useSecondsUntil } from './useSecondsUntil.ts';

function iconOf(recovery: Recovery): ReactNode {
  if (recovery.state === 'offline') return <WifiOff aria-hidden="true" />;
  if (recovery.state !== 'waiting') return <Spinner className="size-5" />;
  return recovery.why === 'noAnswer' ? <CloudOff aria-hidden="true" /> : <Hourglass aria-hidden="true" />;
}

const wordsOf = (recovery: Recovery) =>
  recovery.state === 'waiting' ? (`waiting.${recovery.why}` as const) : recovery.state;

/**
 * Says that the connection is lost and what is tried. The live region stands from the start, or its first words would not
 * be read out; the seconds that count down stay out of it. It takes no focus: the person may be typing.
 */
export function RecoveryBanner() {
  const t = useTranslations('meeting.recovery');
  const { recovery: notices } = useRoom();
  const recovery = useStore(notices.shown);
  const words = recovery && wordsOf(recovery);
  return (
    <div
      className={cx(
        'flex items-center gap-3 self-center text-sm text-white',
        recovery !== undefined &&
          'max-w-full animate-rise rounded-2xl border border-white/10 bg-[#20232d] py-2 pr-2 pl-4 shadow-float [&>svg]:size-5 [&>svg]:shrink-0 [&>svg]:text-[#ffc46b]',
      )}
    >
      {recovery && iconOf(recovery)}
      <output className="min-w-0 flex-1 py-1 leading-snug text-pretty">
        {words && (
          <>
            <span className="font-medium">{t(`${words}.title`)}</span>{' '}
            <span className="text-white/70">{t(`${words}.text`)}</span>
          </>
        )}
      </output>
      {recovery?.state === 'waiting' ? <NextTry retryAt={recovery.retryAt} /> : recovery && <span />}
    </div>
  );
}

function NextTry({ retryAt }: { readonly retryAt: number }) {
  const t = useTranslations();
  const { client } = useRoom();
  const seconds = useSecondsUntil(retryAt);
  return (
    <>
      <span aria-hidden="true" className="text-white/70">
        <span className="hidden sm:inline">{t('meeting.recovery.next')} </span>
        <span className="inline-block min-w-7 text-right tabular-nums">
          {t('meeting.recovery.seconds', { seconds })}
        </span>
      </span>
      <Button
        size="sm"
        className="border-transparent bg-white/15 text-white hover:bg-white/25"
        onClick={() => client.tryNow()}
      >
        {t('common.tryNow')}
      </Button>
    </>
  );
}
