'use client';

import { MessageSquare, Shield, Users } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { isHostOrCohost } from '../host/hostRights.ts';
import { LayoutMenu } from '../stage/LayoutMenu.tsx';
import type { Panel } from './useRoomPanel.ts';
import { useIsPhone } from './useIsPhone.ts';
import { useRoomState } from './useRoomState.ts';

type Props = {
  readonly inToolbar: (button: ReactElement) => ReactElement;
  readonly panel: Panel | undefined;
  readonly unread: number;
  readonly onPanel: (panel: Panel) => void;
};

const icon = 'size-5';

/** The controls that open the panels, with what waits in them. */
export function PanelButtons({ inToolbar, panel, unread, onPanel }: Props) {
  const t = useTranslations();
  const isPhone = useIsPhone();
  const mayHost = useRoomState((snapshot) => isHostOrCohost(snapshot.self?.role));
  const locked = useRoomState((snapshot) => snapshot.roomState.locked);
  const state = (which: Panel) => ({
    variant: panel === which ? ('on' as const) : ('control' as const),
    'aria-expanded': panel === which,
    onClick: () => onPanel(which),
  });
  return (
    <div className="flex items-center gap-1 sm:gap-2.5 lg:justify-self-end">
      {!isPhone && <LayoutMenu inToolbar={inToolbar} />}
      {mayHost &&
        !isPhone &&
        inToolbar(
          <IconButton
            label={t('host.controls')}
            aria-description={locked ? t('host.notices.locked') : undefined}
            icon={<Shield className={cx(icon, locked && panel !== 'host' && 'text-accent-ink')} />}
            {...state('host')}
          />,
        )}
      <PeopleButton inToolbar={inToolbar} {...state('people')} />
      {inToolbar(
        <IconButton
          label={t('meeting.chat')}
          keys="C"
          aria-description={unread > 0 ? t('meeting.unread', { count: unread }) : undefined}
          icon={<MessageSquare className={icon} />}
          {...state('chat')}
        >
          {unread > 0 && <Badge loud text={unread > 99 ? '99+' : String(unread)} />}
        </IconButton>,
      )}
    </div>
  );
}

type PeopleProps = Pick<Props, 'inToolbar'> & {
  readonly variant: 'on' | 'control';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
};

/** Shows how many are here; for those who let people in, loudly, how many wait. */
function PeopleButton({ inToolbar, ...rest }: PeopleProps) {
  const t = useTranslations();
  const count = useRoomState((snapshot) => snapshot.participants.length);
  const waiting = useRoomState((snapshot) => snapshot.door?.waiting.length ?? 0);
  return inToolbar(
    <IconButton
      label={t('meeting.people')}
      keys="P"
      aria-description={waiting > 0 ? t('host.waiting', { count: waiting }) : undefined}
      icon={<Users className={icon} />}
      {...rest}
    >
      {waiting > 0 ? <Badge loud text={`+${waiting}`} /> : <Badge text={String(count)} />}
    </IconButton>,
  );
}

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
