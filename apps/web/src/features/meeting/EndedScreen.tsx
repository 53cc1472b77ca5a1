'use client';

import type { EndReason } from '@convene/meeting-client';
import { assertNever } from '@convene/protocol';
import { DoorOpen, LogOut, MonitorUp, TriangleAlert, UserX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

type Props = {
  readonly reason: EndReason;
  readonly rejoin: () => void;
  /** By way of the lobby. */
  readonly askAgain: () => void;
};

/** The end, and why. Who may come back finds the way. */
export function EndedScreen({ reason, rejoin, askAgain }: Props) {
  const t = useTranslations();
  const home = <ButtonLink href="/">{t('common.home')}</ButtonLink>;
  const actions = (
    <>
      <Button variant="primary" onClick={rejoin}>
        {t(reason === 'takenOver' ? 'lobby.switchTab' : 'screens.rejoin')}
      </Button>
      {home}
    </>
  );
  const screen = (key: 'left' | 'takenOver' | 'removed' | 'refused' | 'endedForAll' | 'flooded') => ({
    title: t(`screens.${key}Title`),
    text: t(`screens.${key}Text`),
  });
  switch (reason) {
    case 'left': {
      return (
        <StatusScreen icon={<LogOut />} {...screen('left')}>
          {actions}
        </StatusScreen>
      );
    }
    case 'takenOver': {
      return (
        <StatusScreen icon={<MonitorUp />} {...screen('takenOver')}>
          {actions}
        </StatusScreen>
      );
    }
    case 'removed': {
      return (
        <StatusScreen icon={<UserX />} {...screen('removed')}>
          <Button onClick={askAgain}>{t('screens.rejoin')}</Button>
          {home}
        </StatusScreen>
      );
    }
    case 'refused': {
      return (
        <StatusScreen icon={<UserX />} {...screen('refused')}>
          <Button onClick={askAgain}>{t('screens.askAgain')}</Button>
          {home}
        </StatusScreen>
      );
    }
    case 'ended': {
      return (
        <StatusScreen icon={<DoorOpen />} {...screen('endedForAll')}>
          {home}
        </StatusScreen>
      );
    }
    case 'flooded': {
      return (
        <StatusScreen icon={<TriangleAlert />} {...screen('flooded')}>
          {actions}
        </StatusScreen>
      );
    }
    default: {
      return assertNever(reason);
    }
  }
}
