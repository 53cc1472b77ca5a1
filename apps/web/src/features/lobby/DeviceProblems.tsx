'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { deviceProblems } from './deviceProblems.ts';

export function DeviceProblems() {
  const t = useTranslations('lobby.problems');
  const camera = useLocalMedia((snapshot) => snapshot.camera);
  const microphone = useLocalMedia((snapshot) => snapshot.microphone);
  return deviceProblems({ camera, microphone }).map((problem) => (
    <Banner key={problem} tone="warn" icon={<CircleAlert aria-hidden="true" />}>
      {t(problem)}
    </Banner>
  ));
}
