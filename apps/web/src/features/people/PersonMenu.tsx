'use client';

import type { ParticipantInfo } from '@convene/protocol';
import { EllipsisVertical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { rightsOver } from '../host/hostRights.ts';
import { HostSection } from '../host/HostSection.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';

type Props = {
  readonly participant: ParticipantInfo;
  /** Where the menu stands in the page: a row would cut it off. */
  readonly menus: HTMLElement | null;
};

/** What can be done with one person, from their row; nothing is drawn where that is nothing. */
export function PersonMenu({ participant: { participantId, name, role }, menus }: Props) {
  const t = useTranslations('host');
  const hasAny = useRoomState(({ self }) =>
    Object.values(rightsOver(self?.role, role, self?.participantId === participantId)).includes(true),
  );
  if (!hasAny) return null;
  return (
    <Menu
      trigger={
        <IconButton
          label={t('personOptions', { name })}
          className="-mr-1.5 data-[state=open]:bg-hover"
          icon={<EllipsisVertical className="size-4.5" aria-hidden="true" />}
        />
      }
      container={menus}
    >
      <HostSection participantId={participantId} />
    </Menu>
  );
}
