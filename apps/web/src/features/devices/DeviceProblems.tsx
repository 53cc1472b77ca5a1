'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { enSettings } from '../../messages/enSettings.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useLocalMedia } from '../meeting/useRoomState.ts';
import { browserOf } from './browserOf.ts';
import { deviceProblems } from './deviceProblems.ts';

/** In the lobby: what keeps camera and microphone from running, in one sentence where one will do. */
export function DeviceProblems() {
  return (
    <MoreWords messages={enSettings}>
      <Problems />
    </MoreWords>
  );
}

function Problems() {
  const t = useTranslations();
  const { controls } = useRoom();
  const camera = useLocalMedia((snapshot) => snapshot.camera);
  const microphone = useLocalMedia((snapshot) => snapshot.microphone);
  const retry = (problem: string) => {
    if (!problem.startsWith('microphone')) void controls.retry('camera');
    if (!problem.startsWith('camera')) void controls.retry('microphone');
  };
  return deviceProblems({ camera, microphone }).map((problem) => (
    <Banner
      key={problem}
      tone="warn"
      icon={<CircleAlert aria-hidden="true" />}
      action={
        problem !== 'insecure' && (
          <Button size="sm" onClick={() => retry(problem)}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {t(`devices.problems.${problem}`, { how: t('devices.howToAllow', { browser: browserOf(navigator) }) })}{' '}
      {t('devices.joinWithout')}
    </Banner>
  ));
}
