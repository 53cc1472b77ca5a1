'use client';

import { streamIdOf } from '@convene/protocol';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { SignalBars } from './SignalBars.tsx';

/** Tells a person whose connection up is poor that others notice (004-69), until it is better or they have had enough of it. */
export function WeakConnection() {
  const t = useTranslations('why');
  const { why } = useInRoom();
  const self = useRoomState(({ participants, self: own }) =>
    participants.find(({ participantId }) => participantId === own?.participantId),
  );
  const isRecovering = useRoomState(({ recovery }) => recovery !== undefined);
  const isPoor = self?.network === 'poor';
  const [isHidden, setIsHidden] = useState(false);
  if (!isPoor && isHidden) setIsHidden(false);
  if (self === undefined || !isPoor || isHidden || isRecovering) return null;
  const { participantId, name, cameraOff } = self;
  const subject = {
    streamId: streamIdOf(participantId, 'camera'),
    participantId,
    source: 'camera',
    name,
    isSelf: true,
  } as const;
  return (
    <Banner
      tone="warn"
      icon={<SignalBars quality="poor" />}
      action={
        <span className="-my-1.5 -mr-2 flex items-center gap-1">
          <Button size="sm" variant="ghost" onClick={() => why.set(subject)}>
            {t('weakDetails')}
          </Button>
          <IconButton
            label={t('weakHide')}
            icon={<X className="size-4.5" aria-hidden="true" />}
            onClick={() => setIsHidden(true)}
          />
        </span>
      }
    >
      {t(cameraOff ? 'weakHeard' : 'weakSeen')}
    </Banner>
  );
}
