'use client';

import type { Cause } from '@convene/meeting-client/why';
import { CircleCheck, CircleQuestionMark, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';

type Tone = 'good' | 'info' | 'bad' | 'open';

/** What is as it should be is said calmly. */
const tones: Readonly<Record<Cause, Tone>> = {
  selfReconnects: 'bad',
  senderReconnects: 'bad',
  off: 'info',
  choseOff: 'info',
  heldBack: 'bad',
  hidden: 'info',
  connecting: 'info',
  senderUplink: 'bad',
  pipe: 'bad',
  downlink: 'bad',
  senderCpu: 'bad',
  device: 'bad',
  rampingUp: 'info',
  choseLower: 'info',
  cameraSmall: 'info',
  manyTiles: 'info',
  tileSmall: 'info',
  unknown: 'open',
  none: 'good',
};

const looks = {
  good: { icon: CircleCheck, colours: 'bg-sunken', ink: 'text-good-ink' },
  info: { icon: Info, colours: 'bg-accent-soft', ink: 'text-accent-ink' },
  bad: { icon: TriangleAlert, colours: 'bg-warn-soft', ink: 'text-warn-ink' },
  open: { icon: CircleQuestionMark, colours: 'bg-sunken', ink: 'text-muted' },
} as const;

/** Of one's own picture there are fewer causes, with words of their own. */
const ownCauses = ['selfReconnects', 'off', 'senderUplink', 'senderCpu', 'unknown'] as const;

type Props = { readonly cause: Cause; readonly name: string; readonly isSelf: boolean };

/** The one sentence that names the cause, and what can be done. It is read out when it changes. */
export function CauseCard({ cause, name, isSelf }: Props) {
  const t = useTranslations('why');
  const { icon: Icon, colours, ink } = looks[tones[cause]];
  const own = ownCauses.find((each) => each === cause) ?? 'none';
  return (
    <output data-cause={cause} className={cx('flex gap-3 rounded-2xl p-4', colours)}>
      <Icon className={cx('mt-0.5 size-5 shrink-0', ink)} aria-hidden="true" />
      <span className="flex min-w-0 flex-col gap-1">
        <span className="text-[0.9375rem] leading-snug font-semibold text-pretty wrap-anywhere">
          {isSelf ? t(`ownCause.${own}`) : t(`cause.${cause}`, { name })}
        </span>
        <span className="text-[0.8125rem] leading-snug text-pretty text-muted">
          {isSelf ? t(`ownAdvice.${own}`) : t(`advice.${cause}`)}
        </span>
      </span>
    </output>
  );
}
