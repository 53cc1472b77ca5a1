'use client';

import { ChevronUp, PhoneOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { useIsPhone } from '../meeting/useIsPhone.ts';
import { useRoomState } from '../meeting/useRoomState.ts';

/** Leaves; a host with others there finds beside it how to end the meeting for all of them. */
export function LeaveButton({ inToolbar }: { readonly inToolbar: (button: ReactElement) => ReactElement }) {
  const t = useTranslations();
  const session = useRoom();
  const { host } = useInRoom();
  // On a phone there is no room beside it: there the end for all is in "Host controls".
  const isPhone = useIsPhone();
  const isHost = useRoomState(({ self, participants }) => self?.role === 'host' && participants.length > 1);
  const mayEnd = isHost && !isPhone;
  const leave = () => {
    // The screen changes by the phase; a server that does not hear of it finds out by itself.
    session.leave().catch(() => undefined);
  };
  const icon = <PhoneOff className="size-5" aria-hidden="true" />;
  return (
    <span className="flex">
      {inToolbar(
        <IconButton
          label={t('meeting.leave')}
          variant="danger"
          className={mayEnd ? 'w-12 rounded-r-none sm:w-14' : 'max-sm:w-12'}
          icon={icon}
          onClick={leave}
        />,
      )}
      {mayEnd && (
        <Menu
          trigger={inToolbar(
            <IconButton
              label={t('host.leaveOptions')}
              variant="danger"
              className="w-8 rounded-l-none border-l-white/30"
              icon={<ChevronUp className="size-4.5" aria-hidden="true" />}
            />,
          )}
        >
          <MenuItem icon={icon} onSelect={leave}>
            {t('host.justLeave')}
          </MenuItem>
          <MenuItem danger icon={icon} onSelect={() => host.ask({ type: 'endMeeting' })}>
            {t('host.endForAll')}
          </MenuItem>
        </Menu>
      )}
    </span>
  );
}
