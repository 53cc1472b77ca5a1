'use client';

import { MonitorUp, MonitorX } from 'lucide-react';
import { Toolbar } from 'radix-ui';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { HandButton } from '../host/HandButton.tsx';
import { LeaveButton } from '../host/LeaveButton.tsx';
import { ReactionPicker } from '../reactions/ReactionPicker.tsx';
import { useShare } from '../share/useShare.ts';
import { CameraButton, MicrophoneButton } from './MediaButtons.tsx';
import type { OpenDialog } from './RoomDialogs.tsx';
import type { Panel } from './useRoomPanel.ts';
import { MoreMenu } from './MoreMenu.tsx';
import { PanelButtons } from './PanelButtons.tsx';
import { useRoom } from './roomContext.ts';
import { useIsPhone } from './useIsPhone.ts';
import { useRoomState } from './useRoomState.ts';

type Props = {
  readonly panel: Panel | undefined;
  readonly unread: number;
  readonly reacting: boolean;
  readonly onPanel: (panel: Panel) => void;
  readonly onReacting: (open: boolean) => void;
  readonly onDialog: (dialog: OpenDialog) => void;
};

const inToolbar = (button: ReactElement) => <Toolbar.Button asChild>{button}</Toolbar.Button>;
const icon = 'size-5';

export function ControlBar({ panel, unread, reacting, onPanel, onReacting, onDialog }: Props) {
  const t = useTranslations('meeting');
  const { slug } = useRoom();
  const title = useRoomState((snapshot) => snapshot.meeting?.title);
  const sharing = useRoomState((snapshot) => snapshot.self?.sharing ?? false);
  const isPhone = useIsPhone();
  const share = useShare();

  return (
    <footer className="safe-x safe-bottom grid shrink-0 grid-cols-1 items-center gap-4 pt-3 [--safe-pad:0.75rem] lg:grid-cols-[1fr_auto_1fr]">
      <p className="hidden truncate pl-2 text-sm font-medium text-muted lg:block">
        {title === undefined || title === '' ? slug : title}
      </p>
      <Toolbar.Root
        aria-label={t('controls')}
        // On the narrowest phones all of them are to be seen, too.
        className="flex items-center justify-center gap-1 max-[23.5rem]:[&_[data-tooltip]]:size-10 sm:gap-2.5 lg:contents"
      >
        <div className="flex items-center gap-1 sm:gap-2.5">
          <MicrophoneButton look="control" wrap={inToolbar} />
          <CameraButton look="control" wrap={inToolbar} />
          {canShareScreen() &&
            inToolbar(
              <IconButton
                label={sharing ? t('stopSharing') : t('share')}
                variant={sharing ? 'on' : 'control'}
                icon={sharing ? <MonitorX className={icon} /> : <MonitorUp className={icon} />}
                onClick={sharing ? share.stop : share.start}
              />,
            )}
          {!isPhone && <HandButton inToolbar={inToolbar} />}
          {!isPhone && <ReactionPicker inToolbar={inToolbar} open={reacting} onOpen={onReacting} />}
          <MoreMenu inToolbar={inToolbar} onPanel={onPanel} onDialog={onDialog} />
          <LeaveButton inToolbar={inToolbar} />
        </div>
        <PanelButtons inToolbar={inToolbar} panel={panel} unread={unread} onPanel={onPanel} />
      </Toolbar.Root>
    </footer>
  );
}

/** Phones cannot share their screen from a browser: there the button is not drawn. */
const canShareScreen = () =>
  typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function';
