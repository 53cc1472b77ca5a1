import { type Database, parseAnnouncement } from '@convene/db';
import type { MeetingId } from '@convene/protocol';
import type { Log } from '../media/Log.ts';
import type { RoomCluster, RoomSubscriber } from '../room/ports.ts';
import type { Registration } from './Registration.ts';
import type { WriteBehind } from './WriteBehind.ts';

export type DatabaseAnnouncementsOptions = {
  readonly database: Database;
  readonly registration: Registration;
  readonly writes: WriteBehind;
  readonly log: Log;
};

/** What servers tell each other of a room, over Postgres's LISTEN and NOTIFY (000-9..14, 000-23..26). */
export class DatabaseAnnouncements implements RoomCluster {
  readonly #options: DatabaseAnnouncementsOptions;
  readonly #subscribers = new Map<RoomSubscriber, MeetingId>();

  constructor(options: DatabaseAnnouncementsOptions) {
    this.#options = options;
    options.database.listener.onReconnect(() => this.#catchUp());
  }

  async listen(meetingId: MeetingId, subscriber: RoomSubscriber): Promise<() => void> {
    const { listener } = this.#options.database;
    const hear = (payload: string) => this.#hear(payload, subscriber);
    await listener.listen(meetingId, hear);
    this.#subscribers.set(subscriber, meetingId);
    return () => {
      this.#subscribers.delete(subscriber);
      listener
        .unlisten(meetingId, hear)
        .catch((error: unknown) => this.#options.log.warn('still listening', { error }));
    };
  }

  reportDemand(): void {}

  roomClosed({ meetingId, routerIds }: Parameters<RoomCluster['roomClosed']>[0]): void {
    const { database, registration, writes } = this.#options;
    const { serverId } = registration;
    // Behind the leaving of the last peer, because a part with a peer in it stays.
    writes.write(meetingId, 'server part removed', () =>
      database.rooms.removeServerPart({ meetingId, serverId }),
    );
    for (const routerId of routerIds) {
      writes.write(meetingId, 'router removed', () => database.rooms.removeRouter(routerId));
    }
  }

  /** While the connection was broken seats may have been taken on other servers, and nobody heard of it. */
  #catchUp(): void {
    const { database, writes } = this.#options;
    for (const [subscriber, meetingId] of this.#subscribers) {
      // In the queue of the meeting's rows, because that tries again when the database goes away once more.
      writes.write(meetingId, 'seats read again', async () => {
        for (const seat of await database.rooms.seatEpochs(meetingId)) subscriber.seatTakenElsewhere(seat);
      });
    }
  }

  #hear(payload: string, subscriber: RoomSubscriber): void {
    const announcement = parseAnnouncement(payload);
    if (announcement === undefined) {
      this.#options.log.warn('announcement is unreadable', { bytes: payload.length });
      return;
    }
    // What this server announced itself comes back to it (000-26).
    if ('serverId' in announcement && announcement.serverId === this.#options.registration.serverId) return;
    if (announcement.type === 'participantJoined') subscriber.seatTakenElsewhere(announcement);
  }
}
