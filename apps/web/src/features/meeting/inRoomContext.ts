import { createContext, use } from 'react';
import type { InRoom } from './InRoom.ts';

const InRoomContext = createContext<InRoom | undefined>(undefined);

/** Gives what lives from joining to the end to all that is drawn of the meeting. */
export const InRoomProvider = InRoomContext.Provider;

/** The part of the session that exists only in the meeting. */
export function useInRoom(): InRoom {
  const inRoom = use(InRoomContext);
  if (inRoom === undefined) throw new Error('useInRoom needs an InRoomProvider above it');
  return inRoom;
}
