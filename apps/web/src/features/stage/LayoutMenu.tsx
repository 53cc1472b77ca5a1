'use client';

import { LayoutGrid } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { LayoutItems } from './LayoutItems.tsx';

type Props = { readonly inToolbar: (button: ReactElement) => ReactElement };

/** How the stage looks. */
export function LayoutMenu({ inToolbar }: Props) {
  const t = useTranslations('stage');
  return (
    <Menu
      trigger={inToolbar(
        <IconButton
          label={t('layout')}
          keys="L"
          variant="control"
          icon={<LayoutGrid className="size-5" aria-hidden="true" />}
        />,
      )}
    >
      <LayoutItems />
    </Menu>
  );
}
