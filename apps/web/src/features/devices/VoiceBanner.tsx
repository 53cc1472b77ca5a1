'use client';

import { Mic, MicOff, X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useStore } from '../../ui/useStore.ts';
import { hasKeyboard } from '../meeting/hasKeyboard.ts';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoom } from '../meeting/roomContext.ts';

/** What stands between a person's voice and the others. */
export function VoiceBanner({ onSettings }: { readonly onSettings: () => void }) {
  const t = useTranslations();
  const { controls, pushToTalkWish } = useRoom();
  const { pushToTalk, voiceHints } = useInRoom();
  const held = useStore(pushToTalk.held);
  const hint = useStore(voiceHints.shown);
  const canHold = useStore(pushToTalkWish);
  if (held) {
    return (
      <Banner tone="info" icon={<Mic aria-hidden="true" />}>
        {t('devices.heldToTalk')}
      </Banner>
    );
  }
  if (hint === undefined) return undefined;
  const isMuted = hint === 'talkingWhileMuted';
  return (
    <Banner
      tone="warn"
      icon={isMuted ? <MicOff aria-hidden="true" /> : <Mic aria-hidden="true" />}
      action={
        <span className="flex items-center gap-1">
          <Button size="sm" onClick={isMuted ? controls.toggleMuted : onSettings}>
            {isMuted ? t('meeting.unmute') : t('devices.openSettings')}
          </Button>
          <IconButton
            label={t('devices.dismiss')}
            icon={<X className="size-4" />}
            onClick={voiceHints.dismiss}
          />
        </span>
      }
    >
      {t(isMuted ? 'devices.talkingWhileMuted' : 'devices.silent')}{' '}
      {isMuted && canHold && hasKeyboard() && t('devices.pushToTalkHint')}
    </Banner>
  );
}
