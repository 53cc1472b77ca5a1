'use client';

import type { DeviceFailure } from '@convene/meeting-client';
import { useTranslations } from 'use-intl';
import { browserOf } from './browserOf.ts';
import { deviceProblems } from './deviceProblems.ts';

const off = { state: 'off' } as const;

type Props = { readonly device: 'camera' | 'microphone'; readonly cause: DeviceFailure };

/** Why this one device does not run, and what to do. */
export function DeviceFailureText({ device, cause }: Props) {
  const t = useTranslations('devices');
  const [problem = 'insecure'] = deviceProblems({
    camera: off,
    microphone: off,
    [device]: { state: 'failed', cause },
  });
  return t(`problems.${problem}`, { how: t('howToAllow', { browser: browserOf(navigator) }) });
}
