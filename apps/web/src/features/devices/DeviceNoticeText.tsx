'use client';

import type { DeviceNotice } from '@convene/meeting-client';
import { assertNever } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { DeviceFailureText } from './DeviceFailureText.tsx';

/** What happened to a device, and what to do about it. */
export function DeviceNoticeText({ notice }: { readonly notice: DeviceNotice }) {
  const t = useTranslations('devices');
  switch (notice.type) {
    case 'fellBack':
    case 'cameBack':
    case 'plugged':
    case 'defaultChanged': {
      return t(`${notice.type}.${notice.device}`, { label: notice.label });
    }
    case 'lost': {
      if (notice.cause === 'missing') return t(`lost.${notice.device}`);
      return <DeviceFailureText device={notice.device} cause={notice.cause} />;
    }
    case 'switchFailed': {
      return t(notice.cause === 'busy' ? 'switchFailed.busy' : 'switchFailed.other', { label: notice.label });
    }
    case 'processorFailed': {
      return t(`processorFailed.${notice.device}`);
    }
    default: {
      return assertNever(notice);
    }
  }
}
