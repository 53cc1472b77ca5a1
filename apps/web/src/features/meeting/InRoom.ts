import { Reactions } from '../reactions/Reactions.ts';
import type { MeetingSession } from './MeetingSession.ts';

/** What lives outside React from joining to the end: it comes with the meeting's own screen, not before the lobby. */
export class InRoom {
  readonly reactions: Reactions;

  constructor({ client }: MeetingSession) {
    this.reactions = new Reactions(client);
  }

  /** Follows the meeting until the answered function is called. */
  open(): () => void {
    return this.reactions.open();
  }
}
