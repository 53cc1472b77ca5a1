import type { RemoteProducer, RosterEntry } from '@convene/db';
import { type ServerId, streamIdOf } from '@convene/protocol';
import type { PartSnapshot } from '@convene/protocol/link';

export type RoomRows = {
  readonly roster: readonly RosterEntry[];
  readonly producersElsewhere: readonly RemoteProducer[];
};

/** The parts of other servers as the database has them (000-20, 000-21): what counts of those that cannot be asked. */
export function partsOfRows(rows: RoomRows, ownServerId: ServerId): ReadonlyMap<ServerId, PartSnapshot> {
  const parts = new Map<ServerId, PartSnapshot>();
  const partOf = (serverId: ServerId) => {
    const part = parts.get(serverId) ?? { participants: [], streams: [], speaker: null };
    parts.set(serverId, part);
    return part;
  };
  for (const { serverId, ...seat } of rows.roster) {
    if (serverId !== ownServerId) partOf(serverId).participants.push({ ...seat, connection: 'connected' });
  }
  for (const { serverId, ...producer } of rows.producersElsewhere) {
    const streamId = streamIdOf(producer.participantId, producer.source);
    partOf(serverId).streams.push({ ...producer, streamId });
  }
  return parts;
}
