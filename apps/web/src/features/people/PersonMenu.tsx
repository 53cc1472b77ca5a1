'use client';

import { type ParticipantInfo, streamIdOf } from '@convene/protocol';
import { EllipsisVertical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { HostSection } from '../host/HostSection.tsx';
import { PinSection } from '../stage/PinSection.tsx';
import type { TileSubject } from '../stage/TileSubject.ts';

type Props = {
  readonly participant: ParticipantInfo;
  readonly isSelf: boolean;
  /** Where the menu stands in the page: a row would cut it off. */
  readonly menus: HTMLElement | null;
};

/** What can be done with one person, from their row: the same as from their tile, which may be out of sight. */
export function PersonMenu({ participant: { participantId, name }, isSelf, menus }: Props) {
  const t = useTranslations('host');
  const streamId = streamIdOf(participantId, 'camera');
  const subject: TileSubject = { streamId, participantId, source: 'camera', name, isSelf };
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
      <PinSection subject={subject} />
      <HostSection participantId={participantId} />
    </Menu>
  );
}
