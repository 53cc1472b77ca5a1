'use client';

import { Hand, MicOff, PhoneOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useInRoom } from '../meeting/inRoomContext.ts';
import { useRoomState } from '../meeting/useRoomState.ts';
import { undertakingOf } from './HostActions.ts';
import { useUndertaking } from './useUndertaking.ts';

/** Who may come in, what all are asked at once, and the end: for hosts and co-hosts. */
export function HostPanel() {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const isHost = useRoomState((snapshot) => snapshot.self?.role === 'host');
  const handsUp = useRoomState((snapshot) => Object.keys(snapshot.roomState.hands).length > 0);
  const others = useRoomState((snapshot) => snapshot.participants.length > 1);
  return (
    <div className="scroll-slim flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 pt-1 pb-5">
      <Doors />
      <Group title={t('everyone')}>
        <Button
          className="w-full justify-start"
          disabled={!others}
          onClick={() => host.ask({ type: 'muteAll' })}
        >
          <MicOff className="size-4.5" aria-hidden="true" />
          {t('muteAll')}
        </Button>
        <Button
          className="w-full justify-start"
          disabled={!handsUp}
          onClick={() => host.ask({ type: 'lowerAllHands' })}
        >
          <Hand className="size-4.5" aria-hidden="true" />
          {t('lowerAllHands')}
        </Button>
      </Group>
      {isHost && (
        <Button
          className="mt-auto w-full justify-start text-danger-ink!"
          onClick={() => host.ask({ type: 'endMeeting' })}
        >
          <PhoneOff className="size-4.5" aria-hidden="true" />
          {t('endForAll')}
        </Button>
      )}
    </div>
  );
}

function Doors() {
  const t = useTranslations('host');
  const { host } = useInRoom();
  const locked = useRoomState((snapshot) => snapshot.roomState.locked);
  const waitingRoom = useRoomState((snapshot) => snapshot.roomState.waitingRoom);
  return (
    <div className="divide-y divide-line">
      <Switch
        row
        label={t('lock')}
        text={t('lockText')}
        checked={locked}
        busy={useUndertaking(undertakingOf.locked)}
        onChange={(on) => void host.setLocked(on)}
      />
      <Switch
        row
        label={t('waitingRoom')}
        text={t('waitingRoomText')}
        checked={waitingRoom}
        busy={useUndertaking(undertakingOf.waitingRoom)}
        onChange={(on) => void host.setWaitingRoom(on)}
      />
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      {children}
    </section>
  );
}
