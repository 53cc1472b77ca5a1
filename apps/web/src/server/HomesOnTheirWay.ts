import type { MeetingId, ServerId } from '@convene/protocol';

type Homes = Map<MeetingId, ServerId>;

/** What others have chosen since somebody began to look, which may not be in what that one sees. */
export type Unseen = {
  /** The meeting's own home, when others of it have just chosen one. */
  readonly homeOf: (meetingId: MeetingId) => ServerId | undefined;
  /** How many other meetings are about to take this server. */
  readonly homesOn: (serverId: ServerId, except: MeetingId) => number;
};

/**
 * Homes that meetings are about to take. Between somebody's look at the servers and the write of what they chose others
 * look, too: they would all choose the one server that is the emptiest now.
 */
export class HomesOnTheirWay {
  readonly #open: Homes = new Map();
  readonly #looking = new Set<Homes>();

  /** Runs `look`, in which the servers are read and one is chosen. */
  async whileLooking<T>(look: (unseen: Unseen) => Promise<T>): Promise<T> {
    const homes: Homes = new Map(this.#open);
    this.#looking.add(homes);
    try {
      return await look({
        homeOf: (meetingId) => homes.get(meetingId),
        homesOn: (serverId, except) =>
          [...homes].filter(([meetingId, home]) => home === serverId && meetingId !== except).length,
      });
    } finally {
      this.#looking.delete(homes);
    }
  }

  /** Runs `write`; to be called in the turn in which the server was chosen. */
  async whileTaking<T>(meetingId: MeetingId, serverId: ServerId, write: () => Promise<T>): Promise<T> {
    this.#open.set(meetingId, serverId);
    for (const homes of this.#looking) homes.set(meetingId, serverId);
    try {
      return await write();
    } finally {
      this.#open.delete(meetingId);
    }
  }
}
