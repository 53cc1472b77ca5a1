'use client';

import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { ErrorText } from '../failure/errorText.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { isOutOfReach } from './isOutOfReach.ts';

const code = (option: ReactNode) => <code className="whitespace-nowrap">{option}</code>;

/** Said before somebody joins and then sees nobody, or cannot. */
export function NetworkProblem() {
  const t = useTranslations('lobby.problems');
  const loopbackOnly = useRoomState(({ phase }) => phase.state === 'lobby' && phase.loopbackOnly);
  if (typeof RTCPeerConnection === 'undefined') {
    return (
      <Banner tone="danger" icon={<CircleAlert aria-hidden="true" />}>
        <ErrorText code="unsupportedBrowser" />
      </Banner>
    );
  }
  if (!loopbackOnly || !isOutOfReach(loopbackOnly, navigator.userAgent)) return undefined;
  return (
    <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
      {t.rich('loopback', { code })}
    </Banner>
  );
}
