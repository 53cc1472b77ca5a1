'use client';

import { CircleAlert, Play, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';
import { TestSound } from './TestSound.ts';

const BARS = [0.35, 0.6, 0.85, 1, 0.85, 0.6, 0.35] as const;

/** Plays three notes through the chosen speaker. */
export function SpeakerTest() {
  const t = useTranslations('devices.speakerTest');
  const { media } = useRoom();
  const [sound] = useState(() => new TestSound());
  const state = useStore(sound.state);
  useEffect(() => () => sound.stop(), [sound]);
  const playing = state === 'playing';
  const toggle = () => {
    if (playing) sound.stop();
    else void sound.play(media.getSnapshot().speakerId ?? '');
  };
  return (
    <div className="grid gap-2.5">
      <div className="flex flex-wrap items-center gap-3">
        <Button size="sm" onClick={toggle} aria-pressed={playing}>
          {playing ? (
            <Square className="size-3.5 fill-current" aria-hidden="true" />
          ) : (
            <Play className="size-4" aria-hidden="true" />
          )}
          {t('play')}
        </Button>
        {playing ? (
          <SoundBars sound={sound} />
        ) : (
          <p className="min-w-0 flex-1 text-[0.8125rem] text-pretty text-muted">{t('hint')}</p>
        )}
        <span className="sr-only" aria-live="polite">
          {playing ? t('playing') : ''}
        </span>
      </div>
      {state === 'failed' && (
        <Banner tone="warn" icon={<CircleAlert aria-hidden="true" />}>
          {t('failed')}
        </Banner>
      )}
    </div>
  );
}

/** How loud the test sound is, drawn each frame without React. */
function SoundBars({ sound }: { readonly sound: TestSound }) {
  const bars = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = () => {
      bars.current?.style.setProperty('--level', sound.level().toFixed(3));
      frame = requestAnimationFrame(draw);
    };
    let frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [sound]);
  return (
    <span ref={bars} aria-hidden="true" className="flex h-7 items-center gap-1">
      {BARS.map((weight, index) => (
        <span
          key={index}
          className="w-1 rounded-full bg-accent-ink"
          style={{ height: `calc(0.25rem + var(--level, 0) * ${weight} * 1.5rem)` }}
        />
      ))}
    </span>
  );
}
