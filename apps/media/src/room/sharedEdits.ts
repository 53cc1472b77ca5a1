import { ParticipantId, participantOf, type RoomState } from '@convene/protocol';

/** What all share, as it is after one step. The same object when the step changes nothing. */

export function withHand(state: RoomState, participantId: ParticipantId, at: number): RoomState {
  if (state.hands[participantId] !== undefined) return state;
  return { ...state, hands: { ...state.hands, [participantId]: at } };
}

export function withoutHand(state: RoomState, participantId: ParticipantId): RoomState {
  const { [participantId]: hand, ...hands } = state.hands;
  return hand === undefined ? state : { ...state, hands };
}

export function withoutPerson(state: RoomState, participantId: ParticipantId): RoomState {
  const isPinned = state.pinned !== null && participantOf(state.pinned) === participantId;
  return withoutHand(isPinned ? { ...state, pinned: null } : state, participantId);
}

/** Whose hand is up, and who is pinned. */
export function peopleIn({ hands, pinned }: RoomState): ReadonlySet<ParticipantId> {
  const raised = Object.keys(hands).map((key) => ParticipantId.parse(key));
  return new Set([...raised, ...(pinned === null ? [] : [participantOf(pinned)])]);
}
