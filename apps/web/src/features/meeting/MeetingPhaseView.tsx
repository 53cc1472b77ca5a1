'use client';

import { assertNever } from '@convene/protocol';
import { useEffect } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { onDemand } from '../failure/onDemand.tsx';
import { Lobby } from '../lobby/Lobby.tsx';
import { EndedScreen } from './EndedScreen.tsx';
import { FailedScreen } from './FailedScreen.tsx';
import { LoadingScreen } from './LoadingScreen.tsx';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';
import { WaitingScreen } from './WaitingScreen.tsx';
import type { WayBack } from './wayBack.ts';

const loadRoom = () => import('./MeetingRoom.tsx').then((module) => module.MeetingRoom);
const MeetingRoom = onDemand(loadRoom, 'screen');
const AskingScreen = onDemand(
  () => import('../lobby/AskingScreen.tsx').then((module) => module.AskingScreen),
  'screen',
);

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
    // A failure shows when the script is needed.
    if (isNear) loadRoom().catch(() => undefined);
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
    case 'waitingRoom': {
      return <AskingScreen since={phase.since} onCancel={cancel} />;
    }
    case 'waitingForServer': {
      return <WaitingScreen retryAt={phase.retryAt} why={phase.why} />;
    }
    case 'joined': {
      return <MeetingRoom />;
    }
    case 'ended': {
      const way = phase.reason === 'takenOver' ? 'takeOver' : 'seat';
      return <EndedScreen reason={phase.reason} rejoin={() => again(way)} askAgain={() => again('lobby')} />;
    }
    case 'failed': {
      return <FailedScreen code={phase.code} retry={() => again('lobby')} />;
    }
    default: {
      return assertNever(phase);
    }
  }
}
