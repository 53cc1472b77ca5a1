'use client';

import type { MeetingPhase } from '@convene/meeting-client';
import { assertNever } from '@convene/protocol';
import { enScreens } from '../../messages/enScreens.ts';
import { MoreWords } from '../../messages/MoreWords.tsx';
import { AskingScreen } from '../lobby/AskingScreen.tsx';
import { EndedScreen } from './EndedScreen.tsx';
import { FailedScreen } from './FailedScreen.tsx';
import { WaitingScreen } from './WaitingScreen.tsx';
import type { WayBack } from './wayBack.ts';

type Outside = 'waitingRoom' | 'waitingForServer' | 'ended' | 'failed';

type Props = {
  readonly phase: Extract<MeetingPhase, { state: Outside }>;
  readonly again: (way: WayBack) => void;
  readonly cancel: () => void;
};

/** What is shown to somebody who is neither in the lobby nor in the meeting. Its script comes when the lobby stands. */
export function OutsideScreen(props: Props) {
  return (
    <MoreWords messages={enScreens}>
      <Screen {...props} />
    </MoreWords>
  );
}

function Screen({ phase, again, cancel }: Props) {
  switch (phase.state) {
    case 'waitingRoom': {
      return <AskingScreen since={phase.since} onCancel={cancel} />;
    }
    case 'waitingForServer': {
      return <WaitingScreen retryAt={phase.retryAt} why={phase.why} />;
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
