'use client';

import {
  type CheckGrade,
  type CheckResult,
  type CheckRow,
  judgeCheck,
  lossOf,
} from '@convene/meeting-client/check';
import { assertNever } from '@convene/protocol';
import { CircleAlert, CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';

const ROWS: readonly CheckRow[] = ['path', 'roundTrip', 'loss', 'upload', 'download'];

const looks = {
  good: { Icon: CircleCheck, ink: 'text-good-ink' },
  fair: { Icon: CircleAlert, ink: 'text-warn-ink' },
  poor: { Icon: CircleX, ink: 'text-danger-ink' },
  unknown: { Icon: CircleHelp, ink: 'text-muted' },
} as const;

/** Each part with its figure and its grade, and what to do where one is not good. */
export function CheckFindings({ result }: { readonly result: CheckResult }) {
  const t = useTranslations('check');
  const { overall, rows, advice } = judgeCheck(result);
  const figure = useFigures(result);
  // Without a path there is nothing to be measured.
  const shown = result.protocol === undefined ? ROWS.slice(0, 1) : ROWS;
  return (
    <>
      <output className="flex items-center gap-2 font-medium">
        <Mark grade={overall} />
        <span className="text-balance">{t(`overall.${overall}`)}</span>
      </output>
      {advice.length > 0 && (
        <ul className="flex flex-col gap-2 text-sm text-pretty">
          {advice.map((key) => (
            <li key={key}>{t(`advice.${key}`, { port: result.port ?? '' })}</li>
          ))}
        </ul>
      )}
      <dl className="grid grid-cols-[auto_1fr_auto] gap-x-2.5 gap-y-2 text-sm sm:gap-x-3">
        {shown.map((row) => (
          <div key={row} className="contents">
            <dt className="flex items-center gap-2 text-muted">
              <Mark grade={rows[row]} />
              {t(`rows.${row}`)}
            </dt>
            <dd className="text-right whitespace-nowrap tabular-nums">{figure(row)}</dd>
            <dd className={cx('min-w-12 text-right sm:min-w-24', looks[rows[row]].ink)}>
              {t(`grades.${rows[row] === 'unknown' && figure(row) !== '' ? 'open' : rows[row]}`)}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Mark({ grade }: { readonly grade: CheckGrade }) {
  const { Icon, ink } = looks[grade];
  return <Icon className={cx('size-4 shrink-0', ink)} aria-hidden="true" />;
}

function useFigures(result: CheckResult): (row: CheckRow) => string {
  const t = useTranslations('check');
  const figure = (rate: CheckResult['upload']) =>
    rate === undefined ? '' : t('atLeast', { mbps: (rate.bps / 1_000_000).toFixed(1) });
  return (row) => {
    switch (row) {
      case 'path': {
        if (result.udp) return t('udp');
        if (result.unsteady) return t('unsteady');
        return result.tcp ? t('tcpOnly') : t('noPath');
      }
      case 'roundTrip': {
        const { roundTripMs } = result;
        return roundTripMs === undefined
          ? ''
          : t('milliseconds', { ms: String(Math.max(1, Math.round(roundTripMs))) });
      }
      case 'loss': {
        const loss = lossOf(result);
        return loss === undefined ? '' : t('percent', { percent: String(Math.round(loss * 100)) });
      }
      case 'upload': {
        return figure(result.upload);
      }
      case 'download': {
        return figure(result.download);
      }
      default: {
        return assertNever(row);
      }
    }
  };
}
