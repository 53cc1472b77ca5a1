'use client';

import { assertNever } from '@convene/protocol';
import { useEffect } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { loadErrorText } from '../failure/errorText.ts';
import { onDemand } from '../failure/onDemand.tsx';
import { Lobby } from '../lobby/Lobby.tsx';
import { LoadingScreen } from './LoadingScreen.tsx';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';
import type { WayBack } from './wayBack.ts';

const loadRoom = () => import('./MeetingRoom.tsx').then((module) => module.MeetingRoom);
const MeetingRoom = onDemand(loadRoom, 'screen');
const loadOutside = () => import('./OutsideScreen.tsx').then((module) => module.OutsideScreen);
const OutsideScreen = onDemand(loadOutside, 'screen');

/** The screen of the phase that the meeting is in. */
export function MeetingPhaseView({ again }: { readonly again: (way: WayBack) => void }) {
  const session = useRoom();
  const { returning, takesOver } = session;
  const isReturning = useStore(returning);
  const phase = useRoomState((snapshot) => snapshot.phase);

  const isNear =
    phase.state === 'joining' || phase.state === 'waitingRoom' || (phase.state === 'lobby' && phase.warm);
  useEffect(() => {
    // The meeting's own script comes before it is shown, but not before the lobby is warm: it would compete for the line.
    // A failure shows when the script is needed. With the other screens here, who loses the network can still be told.
    if (isNear) for (const load of [loadRoom, loadOutside, loadErrorText]) load().catch(() => undefined);
  }, [isNear]);

  const cancel = () => {
    // The lobby is opened anew whether or not the server hears of it.
    void session
      .leave()
      .catch(() => undefined)
      .finally(() => again('lobby'));
  };
  switch (phase.state) {
    case 'idle':
    case 'entering':
    case 'joining': {
      return isReturning ? <LoadingScreen /> : <Lobby />;
    }
    case 'lobby': {
      // Who returns joins at once, unless another tab has the seat: that is for the person to decide.
      return isReturning && (takesOver || !phase.seat.occupied) ? <LoadingScreen /> : <Lobby />;
    }
    case 'joined': {
      return <MeetingRoom />;
    }
    case 'waitingRoom':
    case 'waitingForServer':
    case 'ended':
    case 'failed': {
      return <OutsideScreen phase={phase} again={again} cancel={cancel} />;
    }
    default: {
      return assertNever(phase);
    }
  }
}
