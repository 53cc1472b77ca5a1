'use client';

import type { ShareView } from '@convene/meeting-client';
import { AppWindow, Clapperboard, MonitorUp, MonitorX, RefreshCw, Volume2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useRoom } from '../meeting/roomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { useTrack } from '../meeting/useTrack.ts';
import { useShare } from './useShare.ts';

/** Over the stage while this person shares their screen: what the others see of it, and the way to end it. */
export function OwnShareBar() {
  const share = useRoomState((snapshot) => snapshot.self?.share);
  return share === undefined ? null : <Bar share={share} />;
}

function Bar({ share }: { readonly share: ShareView }) {
  const t = useTranslations('share');
  const { client } = useRoom();
  const { start, stop } = useShare();
  const { content, hasAudio } = share;
  return (
    <section
      aria-label={t('own')}
      className="mb-2.5 flex shrink-0 animate-fade flex-wrap items-center gap-x-4 gap-y-2.5 rounded-card border border-line bg-raised p-2.5 pr-3 shadow-raised"
    >
      <OwnPicture share={share} />
      <div className="min-w-44 flex-1">
        <output className="block text-sm font-semibold">{t('title')}</output>
        <p className="flex items-center gap-1.5 text-[0.8125rem] text-muted">
          {hasAudio && <Volume2 className="size-3.5" aria-hidden="true" />}
          {hasAudio ? t('withSound') : t('withoutSound')}
        </p>
      </div>
      <Switch
        label={t('forVideo')}
        icon={<Clapperboard aria-hidden="true" />}
        checked={content === 'video'}
        onChange={(checked) => client.setScreenContent(checked ? 'video' : 'text')}
      />
      <div className="ml-auto flex items-center gap-2">
        <IconButton label={t('another')} icon={<RefreshCw className="size-4.5" />} onClick={start} />
        <Button size="sm" variant="danger" onClick={stop}>
          <MonitorX className="size-4" aria-hidden="true" />
          {/* On a phone all of it is to fit into two lines. */}
          <span className="sr-only sm:not-sr-only">{t('stop')}</span>
        </Button>
      </div>
    </section>
  );
}

/**
 * A small look at the own screen. Only of another tab: a window or a whole screen may show this very page, and with it
 * a picture of itself in a picture of itself.
 */
function OwnPicture({ share: { surface } }: { readonly share: ShareView }) {
  const { client } = useRoom();
  const video = useRef<HTMLVideoElement>(null);
  const shown = surface === 'browser';
  useTrack(video, shown ? client.screenTrack : undefined);
  const Icon = surface === 'window' ? AppWindow : MonitorUp;
  return (
    <div className="grid h-13 w-22 shrink-0 place-items-center overflow-hidden rounded-lg bg-accent-soft text-accent-ink">
      {shown ? (
        <video ref={video} autoPlay playsInline muted className="size-full bg-black object-contain" />
      ) : (
        <Icon className="size-6" aria-hidden="true" />
      )}
    </div>
  );
}
