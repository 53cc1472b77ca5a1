'use client';

import { CircleAlert, Mic, Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { VoiceRecording, type VoiceRecordingState } from './VoiceRecording.ts';

const icon = 'size-4';

/** Records the person's voice for five seconds and plays it to them. */
export function VoiceTest() {
  const t = useTranslations('devices.voiceTest');
  const { media } = useRoom();
  const [recording] = useState(() => new VoiceRecording(media));
  const now = useStore(recording.state);
  useEffect(() => () => recording.close(), [recording]);
  const isRunning = now.state === 'recording' || now.state === 'playing';
  const hasOne = now.state === 'recorded' || now.state === 'playing';
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-2.5">
        {isRunning ? (
          <Button size="sm" onClick={() => recording.stop()}>
            <Square className="size-3.5 fill-current" aria-hidden="true" />
            {t('stop')}
          </Button>
        ) : (
          <Button size="sm" onClick={() => void recording.record()}>
            <Mic className={icon} aria-hidden="true" />
            {hasOne ? t('again') : t('record')}
          </Button>
        )}
        {now.state === 'recorded' && (
          <Button
            size="sm"
            variant="primary"
            onClick={() => void recording.play(media.getSnapshot().speakerId ?? '')}
          >
            <Play className={icon} aria-hidden="true" />
            {t('play')}
          </Button>
        )}
        <p className="min-w-48 flex-1 text-[0.8125rem] text-pretty text-muted" aria-live="polite">
          <WhatNow now={now} />
        </p>
      </div>
      {now.state === 'recording' && (
        <span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-sunken">
          <span className="block h-full origin-left animate-[fill_5s_linear] rounded-full bg-danger" />
        </span>
      )}
      {now.state === 'failed' && (
        <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
          {t('failed')}
        </Banner>
      )}
    </div>
  );
}

function WhatNow({ now }: { readonly now: VoiceRecordingState }) {
  const t = useTranslations('devices.voiceTest');
  if (now.state === 'recording') return t('recording', { seconds: now.secondsLeft });
  if (now.state === 'playing') return t('playing');
  return now.state === 'recorded' ? t('ready') : t('hint');
}
