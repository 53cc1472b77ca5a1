'use client';

import { SmilePlus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { ReactionRow } from './ReactionRow.tsx';

type Props = {
  readonly inToolbar: (button: ReactElement) => ReactElement;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
};

/** The control from which reactions are chosen. */
export function ReactionPicker({ inToolbar, open, onOpen }: Props) {
  const t = useTranslations('reactions');
  const trigger = inToolbar(
    <IconButton
      label={t('react')}
      keys="R"
      variant={open ? 'on' : 'control'}
      icon={<SmilePlus className="size-5" aria-hidden="true" />}
    />,
  );
  return (
    <Popover label={t('title')} trigger={trigger} open={open} onOpen={onOpen}>
      <ReactionRow />
    </Popover>
  );
}
