import { Reactions } from '../reactions/Reactions.ts';
import type { MeetingSession } from './MeetingSession.ts';

/** What lives outside React from joining to the end: it comes with the meeting's own screen, not before the lobby. */
export class InRoom {
  readonly reactions: Reactions;
  readonly #session: MeetingSession;

  constructor(session: MeetingSession) {
    this.#session = session;
    this.reactions = new Reactions(session.client);
  }

  /** Follows the meeting until the answered function is called. */
  open(): () => void {
    const ends = [this.reactions.open(), this.#followPins()];
    return () => {
      for (const end of ends) end();
    };
  }

  /** What is pinned, by this person or for everyone, comes first where there is not enough for all. */
  #followPins(): () => void {
    const { client, stage, tiles } = this.#session;
    const tell = () => {
      const { pinned } = client.getSnapshot().roomState;
      tiles.pin(pinned === null ? stage.choice.get().pins : [...stage.choice.get().pins, pinned]);
    };
    tell();
    const ends = [stage.choice.subscribe(tell), client.subscribe(tell)];
    return () => {
      for (const end of ends) end();
    };
  }
}
