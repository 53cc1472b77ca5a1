import { createContext, use } from 'react';
import type { MeetingSession } from './MeetingSession.ts';

const RoomContext = createContext<MeetingSession | undefined>(undefined);

/** Gives a meeting's session to all that is drawn of it. */
export const RoomProvider = RoomContext.Provider;

/** The session of the meeting that the component is part of. */
export function useRoom(): MeetingSession {
  const session = use(RoomContext);
  if (session === undefined) throw new Error('useRoom needs a RoomProvider above it');
  return session;
}
