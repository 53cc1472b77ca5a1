'use client';

import { MessageSquare, MonitorUp, MonitorX, PhoneOff, Users } from 'lucide-react';
import { Toolbar } from 'radix-ui';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ReactionPicker } from '../reactions/ReactionPicker.tsx';
import { useShare } from '../share/useShare.ts';
import { CameraButton, MicrophoneButton } from './MediaButtons.tsx';
import type { OpenDialog, Panel } from './MeetingRoom.tsx';
import { MoreMenu } from './MoreMenu.tsx';
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
  const session = useRoom();
  const { slug } = session;
  const title = useRoomState((snapshot) => snapshot.meeting?.title);
  const sharing = useRoomState((snapshot) => snapshot.self?.sharing ?? false);
  const isPhone = useIsPhone();
  const count = useRoomState((snapshot) => snapshot.participants.length);

  const share = useShare();
  const leave = () => {
    // The screen changes by the phase; a server that does not hear of it finds out by itself.
    session.leave().catch(() => undefined);
  };

  return (
    <footer className="safe-x safe-bottom grid shrink-0 grid-cols-1 items-center gap-4 pt-3 [--safe-pad:0.75rem] lg:grid-cols-[1fr_auto_1fr]">
      <p className="hidden truncate pl-2 text-sm font-medium text-muted lg:block">
        {title === undefined || title === '' ? slug : title}
      </p>
      <Toolbar.Root
        aria-label={t('controls')}
        className="flex items-center justify-center gap-1.5 sm:gap-2.5 lg:contents"
      >
        <div className="flex items-center gap-1.5 sm:gap-2.5">
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
          {!isPhone && <ReactionPicker inToolbar={inToolbar} open={reacting} onOpen={onReacting} />}
          <MoreMenu inToolbar={inToolbar} onDialog={onDialog} />
          {inToolbar(
            <IconButton
              label={t('leave')}
              variant="danger"
              className="max-sm:w-12"
              icon={<PhoneOff className={icon} />}
              onClick={leave}
            />,
          )}
        </div>
        <div className="flex items-center gap-1.5 sm:gap-2.5 lg:justify-self-end">
          {inToolbar(
            <IconButton
              label={t('people')}
              keys="P"
              variant={panel === 'people' ? 'on' : 'control'}
              aria-expanded={panel === 'people'}
              icon={<Users className={icon} />}
              onClick={() => onPanel('people')}
            >
              <Badge text={String(count)} />
            </IconButton>,
          )}
          {inToolbar(
            <IconButton
              label={t('chat')}
              keys="C"
              variant={panel === 'chat' ? 'on' : 'control'}
              aria-expanded={panel === 'chat'}
              aria-description={unread > 0 ? t('unread', { count: unread }) : undefined}
              icon={<MessageSquare className={icon} />}
              onClick={() => onPanel('chat')}
            >
              {unread > 0 && <Badge loud text={unread > 99 ? '99+' : String(unread)} />}
            </IconButton>,
          )}
        </div>
      </Toolbar.Root>
    </footer>
  );
}

/** Phones cannot share their screen from a browser: there the button is not drawn. */
const canShareScreen = () =>
  typeof (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function';

/** A number on a control; drawn by CSS, since the control's name is its label alone. */
function Badge({ loud = false, text }: { readonly loud?: boolean; readonly text: string }) {
  return (
    <span
      data-text={text}
      className={cx(
        'absolute -top-1 -right-1 grid h-5 min-w-5 place-items-center rounded-full px-1 text-2xs font-semibold after:content-[attr(data-text)]',
        loud ? 'bg-accent text-on-accent ring-2 ring-canvas' : 'border border-line bg-raised text-ink',
      )}
    />
  );
}
