import { Reactions } from '../reactions/Reactions.ts';
import { ShareNotices } from '../share/ShareNotices.ts';
import { ShareVolumes } from '../share/ShareVolumes.ts';
import type { MeetingSession } from './MeetingSession.ts';

/** What lives outside React from joining to the end: it comes with the meeting's own screen, not before the lobby. */
export class InRoom {
  readonly reactions: Reactions;
  readonly shareVolumes: ShareVolumes;
  readonly #session: MeetingSession;
  readonly #shares: ShareNotices;

  constructor(session: MeetingSession) {
    const { client, slug, toaster } = session;
    this.#session = session;
    this.reactions = new Reactions(client);
    this.shareVolumes = new ShareVolumes(slug);
    this.#shares = new ShareNotices(client, (notice) => toaster.show(notice));
  }

  /** Follows the meeting until the answered function is called. */
  open(): () => void {
    const ends = [this.reactions.open(), this.#shares.open(), this.#followPins()];
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
