'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Arrangement } from './arrange.ts';

/** More dots than these are not counted at a glance. */
const MOST_DOTS = 8;

type Props = {
  readonly arrangement: Arrangement;
  readonly onTurn: (page: number) => void;
};

/** Turns the pages of a stage that does not show everybody at once. */
export function Pager({ arrangement: { frame, page, pages }, onTurn }: Props) {
  const t = useTranslations('stage');
  const box = frame.pager;
  if (box === undefined || pages === 1) return null;
  const hasDots = frame.others?.look === 'grid' && pages <= MOST_DOTS;
  return (
    <nav
      aria-label={t('pages')}
      className="absolute flex items-end justify-center gap-1 text-sm text-muted"
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      <IconButton
        label={t('previousPage')}
        keys="PgUp"
        className="size-8"
        disabled={page === 0}
        icon={<ChevronLeft className="size-5" aria-hidden="true" />}
        onClick={() => onTurn(page - 1)}
      />
      <p aria-live="polite" className={cx('leading-8 whitespace-nowrap tabular-nums', hasDots && 'sr-only')}>
        {t('page', { page: page + 1, pages })}
      </p>
      {hasDots && <Dots page={page} pages={pages} onTurn={onTurn} />}
      <IconButton
        label={t('nextPage')}
        keys="PgDn"
        className="size-8"
        disabled={page === pages - 1}
        icon={<ChevronRight className="size-5" aria-hidden="true" />}
        onClick={() => onTurn(page + 1)}
      />
    </nav>
  );
}

type DotsProps = { readonly page: number; readonly pages: number; readonly onTurn: (page: number) => void };

function Dots({ page, pages, onTurn }: DotsProps) {
  const t = useTranslations('stage');
  return Array.from({ length: pages }, (_, index) => index).map((each) => (
    <button
      key={each}
      type="button"
      aria-label={t('toPage', { page: each + 1 })}
      aria-current={each === page ? 'page' : undefined}
      className="grid size-8 w-6 place-items-center rounded-lg hover:bg-hover"
      onClick={() => onTurn(each)}
    >
      <span
        className={cx(
          'h-2 rounded-full transition-[width,background-color]',
          each === page ? 'w-4 bg-accent' : 'w-2 bg-line-strong',
        )}
      />
    </button>
  ));
}
