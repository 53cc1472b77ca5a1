'use client';

import { assertNever } from '@convene/protocol';
import { lazy, Suspense, useEffect } from 'react';
import { useStore } from '../../ui/useStore.ts';
import { Lobby } from '../lobby/Lobby.tsx';
import { EndedScreen } from './EndedScreen.tsx';
import { FailedScreen } from './FailedScreen.tsx';
import { LoadingScreen } from './LoadingScreen.tsx';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';
import { WaitingScreen } from './WaitingScreen.tsx';

const loadRoom = () => import('./MeetingRoom.tsx').then((module) => ({ default: module.MeetingRoom }));
const MeetingRoom = lazy(loadRoom);

/** The screen of the phase that the meeting is in. */
export function MeetingPhaseView({ again }: { readonly again: (rejoin: boolean) => void }) {
  const isReturning = useStore(useRoom().returning);
  const phase = useRoomState((snapshot) => snapshot.phase);

  const atLobby = phase.state === 'lobby';
  useEffect(() => {
    // While the person looks at the lobby the meeting's own script comes in, so that the click does not wait for it.
    if (atLobby) void loadRoom();
  }, [atLobby]);

  switch (phase.state) {
    case 'idle':
    case 'entering':
    case 'joining': {
      return isReturning ? <LoadingScreen /> : <Lobby />;
    }
    case 'lobby': {
      // Who returns joins at once, unless another tab has the seat: that is for the person to decide.
      return isReturning && !phase.seat.occupied ? <LoadingScreen /> : <Lobby />;
    }
    case 'waitingForServer': {
      return <WaitingScreen retryAt={phase.retryAt} />;
    }
    case 'joined': {
      return (
        <Suspense fallback={<LoadingScreen />}>
          <MeetingRoom />
        </Suspense>
      );
    }
    case 'ended': {
      return <EndedScreen reason={phase.reason} rejoin={() => again(true)} />;
    }
    case 'failed': {
      return <FailedScreen code={phase.code} retry={() => again(false)} />;
    }
    default: {
      return assertNever(phase);
    }
  }
}
