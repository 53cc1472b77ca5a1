'use client';

import type { ErrorCode } from '@convene/protocol';
import { CalendarX, Lock, SearchX, TriangleAlert, Users, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { ButtonLink } from '../../ui/ButtonLink.tsx';
import { StatusScreen } from '../../ui/StatusScreen.tsx';

/** Who stands before the door, and is not let in by a host. */
const doorScreens: Partial<Record<ErrorCode, { icon: ReactNode; title: DoorTitle; text: DoorText }>> = {
  meetingLocked: { icon: <Lock />, title: 'lockedTitle', text: 'lockedText' },
  removedFromMeeting: { icon: <UserX />, title: 'keptOutTitle', text: 'keptOutText' },
  admissionRefused: { icon: <UserX />, title: 'refusedTitle', text: 'refusedSoonText' },
};
type DoorTitle = 'lockedTitle' | 'keptOutTitle' | 'refusedTitle';
type DoorText = 'lockedText' | 'keptOutText' | 'refusedSoonText';

/** The meeting cannot be entered. */
export function FailedScreen({ code, retry }: { readonly code: ErrorCode; readonly retry: () => void }) {
  const t = useTranslations();
  const home = <ButtonLink href="/">{t('common.goHome')}</ButtonLink>;
  const again = (
    <Button variant="primary" onClick={retry}>
      {t('common.retry')}
    </Button>
  );
  if (code === 'meetingNotFound') {
    return (
      <StatusScreen icon={<SearchX />} title={t('screens.notFoundTitle')} text={t('screens.notFoundText')}>
        {home}
      </StatusScreen>
    );
  }
  if (code === 'meetingEnded') {
    return (
      <StatusScreen icon={<CalendarX />} title={t('screens.endedTitle')} text={t('screens.endedText')}>
        {home}
      </StatusScreen>
    );
  }
  if (code === 'meetingFull') {
    return (
      <StatusScreen icon={<Users />} title={t('screens.fullTitle')} text={t('screens.fullText')}>
        {again}
        {home}
      </StatusScreen>
    );
  }
  const door = doorScreens[code];
  if (door !== undefined) {
    return (
      <StatusScreen icon={door.icon} title={t(`screens.${door.title}`)} text={t(`screens.${door.text}`)}>
        {again}
        {home}
      </StatusScreen>
    );
  }
  return (
    <StatusScreen icon={<TriangleAlert />} title={t('screens.failedTitle')} text={t(`errors.${code}`)}>
      {again}
      {home}
    </StatusScreen>
  );
}
