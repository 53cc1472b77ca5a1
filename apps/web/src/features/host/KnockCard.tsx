'use client';

import type { KnockId } from '@convene/protocol';
import { DoorOpen, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { undertakingOf } from './HostActions.ts';
import { useUndertaking } from './useUndertaking.ts';

const onDark = 'border-transparent bg-white/15 text-white hover:bg-white/25';

/**
 * Somebody asks to be let in. It takes no focus: the host may be typing. Its live region stands from the start, or its first
 * words would not be read out.
 */
export function KnockCard({ onSeeAll }: { readonly onSeeAll: () => void }) {
  const t = useTranslations('host');
  const { knocks } = useInRoom();
  const announced = useStore(knocks.announced);
  const [first] = announced;
  const words =
    first === undefined
      ? undefined
      : announced.length === 1
        ? t('knock', { name: first.name })
        : t('knocks', { count: announced.length });
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {words}
      </p>
      {first !== undefined && (
        <section
          aria-label={t('waitingList')}
          className="flex w-full max-w-sm animate-rise flex-col gap-3 self-center rounded-2xl border border-white/10 bg-[#20232d] p-4 text-white shadow-float"
        >
          <div className="flex items-start gap-3">
            <DoorOpen className="mt-0.5 size-5 shrink-0 text-[#ffc46b]" aria-hidden="true" />
            <p className="line-clamp-3 min-w-0 flex-1 font-medium text-pretty wrap-anywhere">{words}</p>
            <IconButton
              label={t('later')}
              icon={<X className="size-4.5" aria-hidden="true" />}
              className="-mt-2 -mr-2 text-white/70 hover:bg-white/15 hover:text-white"
              onClick={knocks.putAside}
            />
          </div>
          <div className="flex justify-end gap-2">
            {announced.length === 1 ? (
              <Answers knockId={first.knockId} name={first.name} />
            ) : (
              <>
                <Button size="sm" className={onDark} onClick={onSeeAll}>
                  {t('seeAll')}
                </Button>
                <AdmitAll />
              </>
            )}
          </div>
        </section>
      )}
    </>
  );
}

type AnswersProps = { readonly knockId: KnockId; readonly name: string };

function Answers({ knockId, name }: AnswersProps) {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const busy = useUndertaking(undertakingOf.knock(knockId));
  return (
    <>
      <Button
        size="sm"
        className={onDark}
        aria-label={t('refuseName', { name })}
        disabled={busy}
        onClick={() => void host.answerKnock(knockId, false)}
      >
        {t('refuse')}
      </Button>
      <Button
        size="sm"
        variant="primary"
        aria-label={t('admitName', { name })}
        busy={busy}
        onClick={() => void host.answerKnock(knockId, true)}
      >
        {t('admit')}
      </Button>
    </>
  );
}

function AdmitAll() {
  const t = useTranslations('host');
  const { host } = useInRoom();
  return (
    <Button
      size="sm"
      variant="primary"
      busy={useUndertaking(undertakingOf.knock('all'))}
      onClick={() => void host.answerKnock('all', true)}
    >
      {t('admitAll')}
    </Button>
  );
}
