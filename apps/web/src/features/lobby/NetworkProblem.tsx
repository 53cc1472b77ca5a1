'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { useRoomState } from '../meeting/useRoomState.ts';
import { isOutOfReach } from './isOutOfReach.ts';

const code = (option: ReactNode) => <code className="whitespace-nowrap">{option}</code>;

/** Said before somebody joins and then sees nobody. */
export function NetworkProblem() {
  const t = useTranslations('lobby.problems');
  const loopbackOnly = useRoomState(({ phase }) => phase.state === 'lobby' && phase.loopbackOnly);
  if (!loopbackOnly || !isOutOfReach(loopbackOnly, navigator.userAgent)) return undefined;
  return (
    <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
      {t.rich('loopback', { code })}
    </Banner>
  );
}
