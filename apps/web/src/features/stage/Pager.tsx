'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Arrangement } from './arrange.ts';

type Props = {
  readonly arrangement: Arrangement;
  readonly onTurn: (page: number) => void;
};

/** Turns the pages of a stage that does not show everybody at once. */
export function Pager({ arrangement: { frame, page, pages }, onTurn }: Props) {
  const t = useTranslations('stage');
  const box = frame.pager;
  if (box === undefined) return null;
  return (
    <nav
      aria-label={t('pages')}
      className="absolute flex items-end justify-center gap-2 text-sm text-muted"
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      <IconButton
        label={t('previousPage')}
        className="size-8"
        disabled={page === 0}
        icon={<ChevronLeft className="size-5" aria-hidden="true" />}
        onClick={() => onTurn(page - 1)}
      />
      <p aria-live="polite" className="leading-8 tabular-nums">
        {t('page', { page: page + 1, pages })}
      </p>
      <IconButton
        label={t('nextPage')}
        className="size-8"
        disabled={page === pages - 1}
        icon={<ChevronRight className="size-5" aria-hidden="true" />}
        onClick={() => onTurn(page + 1)}
      />
    </nav>
  );
}
