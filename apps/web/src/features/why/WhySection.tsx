'use client';

import { Activity } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MenuItem, MenuSection } from '../../ui/Menu.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import type { TileSubject } from '../stage/TileSubject.ts';

/** Opens the panel that says what limits the picture of a tile. */
export function WhySection({ subject }: { readonly subject: TileSubject }) {
  const t = useTranslations('why');
  const { why } = useInRoom();
  return (
    <MenuSection>
      <MenuItem icon={<Activity aria-hidden="true" />} onSelect={() => why.set(subject)}>
        {t(subject.isSelf ? 'ownTitle' : 'title')}
      </MenuItem>
    </MenuSection>
  );
}
