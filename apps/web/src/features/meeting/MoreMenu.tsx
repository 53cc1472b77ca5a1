'use client';

import { EllipsisVertical, Keyboard, Link2, Maximize, Settings, Shield } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/Menu.tsx';
import { setTheme, useTheme } from '../../ui/theme.ts';
import { useCopyLink } from '../../ui/useCopyLink.ts';
import { useThemeOptions } from '../../ui/useThemeOptions.tsx';
import { HandItem } from '../host/HandItem.tsx';
import { isHostOrCohost } from '../host/hostRights.ts';
import { LayoutItems } from '../stage/LayoutItems.tsx';
import { ReactionItems } from '../reactions/ReactionItems.tsx';
import { canFullScreen, toggleFullScreen } from './fullScreen.ts';
import { hasKeyboard } from './hasKeyboard.ts';
import { VideoQualityMenu } from '../quality/VideoQualityMenu.tsx';
import type { OpenDialog } from './RoomDialogs.tsx';
import type { Panel } from './useRoomPanel.ts';
import { useRoom } from './roomContext.ts';
import { useIsPhone } from './useIsPhone.ts';
import { useRoomState } from './useRoomState.ts';

type Props = {
  readonly inToolbar: (button: ReactElement) => ReactElement;
  readonly onPanel: (panel: Panel) => void;
  readonly onDialog: (dialog: OpenDialog) => void;
};

/** What is needed now and then. */
export function MoreMenu({ inToolbar, onPanel, onDialog }: Props) {
  const t = useTranslations();
  const { link, toaster } = useRoom();
  const { copy } = useCopyLink(link, () => toaster.show({ type: 'copyFailed' }));
  const mayHost = useRoomState((snapshot) => isHostOrCohost(snapshot.self?.role));
  const isPhone = useIsPhone();
  const trigger = inToolbar(
    <IconButton
      label={t('meeting.more')}
      variant="control"
      icon={<EllipsisVertical className="size-5" aria-hidden="true" />}
    />,
  );
  return (
    <Menu trigger={trigger}>
      {isPhone && (
        <>
          <ReactionItems />
          <MenuSeparator />
          <HandItem />
          {mayHost && (
            <MenuItem icon={<Shield aria-hidden="true" />} onSelect={() => onPanel('host')}>
              {t('host.controls')}
            </MenuItem>
          )}
        </>
      )}
      <MenuItem icon={<Link2 aria-hidden="true" />} onSelect={copy}>
        {t('common.copyLink')}
      </MenuItem>
      <MenuItem icon={<Settings aria-hidden="true" />} onSelect={() => onDialog('settings')}>
        {t('meeting.settings')}
      </MenuItem>
      <VideoQualityMenu />
      {canFullScreen() && (
        <MenuItem
          icon={<Maximize aria-hidden="true" />}
          {...(hasKeyboard() && { keys: 'F' })}
          onSelect={toggleFullScreen}
        >
          {t('meeting.fullScreen')}
        </MenuItem>
      )}
      {hasKeyboard() && (
        <MenuItem icon={<Keyboard aria-hidden="true" />} keys="?" onSelect={() => onDialog('shortcuts')}>
          {t('meeting.shortcuts')}
        </MenuItem>
      )}
      {isPhone && <LayoutItems />}
      <MenuSeparator />
      <MenuChoice
        label={t('common.theme')}
        value={useTheme()}
        options={useThemeOptions()}
        onChange={setTheme}
      />
    </Menu>
  );
}
