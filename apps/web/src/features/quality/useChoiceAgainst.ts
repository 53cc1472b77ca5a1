import { choiceAgainst } from '@convene/meeting-client';
import type { StreamId } from '@convene/protocol';
import { useStore } from '../../ui/useStore.ts';
import { useRoom } from '../meeting/roomContext.ts';

/** Why a stream's picture is off by choice; undefined: it is not. */
export function useChoiceAgainst(streamId: StreamId): 'audioOnly' | 'off' | undefined {
  return choiceAgainst(streamId, useStore(useRoom().choices));
}
