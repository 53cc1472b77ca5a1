import type { ServerMap } from '@convene/db';
import type { MeetingId, PeerId, ProducerId, RouterId } from '@convene/protocol';

/** What lives on this server, as far as the map is to have it. */
export type LiveMap = {
  readonly rooms: readonly {
    readonly meetingId: MeetingId;
    /** All peers, those in the lobby too: a join may be under way. */
    readonly peerIds: ReadonlySet<PeerId>;
    /** Who sits in the meeting, each seat with its current peer. */
    readonly members: readonly LiveMember[];
    /** All that is sent, by leaving peers too. */
    readonly producerIds: ReadonlySet<ProducerId>;
  }[];
  readonly routerIds: ReadonlySet<RouterId>;
};

type LiveMember = {
  readonly peerId: PeerId;
  /** Undefined: it sits on none, whatever its row says. */
  readonly routerId: RouterId | undefined;
  readonly producers: readonly { readonly producerId: ProducerId; readonly paused: boolean }[];
};

/** A row of something that does not live, or something that lives without its row, or not as its row says. */
export type Difference =
  | { readonly type: 'falsePeer'; readonly meetingId: MeetingId; readonly id: PeerId }
  | { readonly type: 'falseProducer'; readonly meetingId: MeetingId; readonly id: ProducerId }
  | { readonly type: 'falseRouter'; readonly meetingId: MeetingId | null; readonly id: RouterId }
  | { readonly type: 'falsePart'; readonly meetingId: MeetingId; readonly id: MeetingId }
  | { readonly type: 'lostPeer'; readonly meetingId: MeetingId; readonly id: PeerId }
  | { readonly type: 'lostProducer'; readonly meetingId: MeetingId; readonly id: ProducerId };

/** Where this server's rows and what lives on it are not the same. */
export function mapDifferences(rows: ServerMap, live: LiveMap): Difference[] {
  return [...falseRows(rows, live), ...lostRows(rows, live)];
}

function falseRows(rows: ServerMap, { rooms, routerIds }: LiveMap): Difference[] {
  const peerIds = new Set(rooms.flatMap((room) => [...room.peerIds]));
  const producerIds = new Set(rooms.flatMap((room) => [...room.producerIds]));
  const occupied = new Set(rooms.flatMap(({ meetingId, peerIds }) => (peerIds.size > 0 ? [meetingId] : [])));
  return [
    ...rows.producers
      .filter(({ producerId }) => !producerIds.has(producerId))
      .map(({ producerId, meetingId }) => ({ type: 'falseProducer', meetingId, id: producerId }) as const),
    ...rows.peers
      .filter(({ peerId }) => !peerIds.has(peerId))
      .map(({ peerId, meetingId }) => ({ type: 'falsePeer', meetingId, id: peerId }) as const),
    ...rows.routers
      .filter(({ routerId }) => !routerIds.has(routerId))
      .map(({ routerId, meetingId }) => ({ type: 'falseRouter', meetingId, id: routerId }) as const),
    ...rows.meetingIds
      .filter((meetingId) => !occupied.has(meetingId))
      .map((meetingId) => ({ type: 'falsePart', meetingId, id: meetingId }) as const),
  ];
}

function lostRows(rows: ServerMap, { rooms }: LiveMap): Difference[] {
  const peers = new Map(rows.peers.map((peer) => [peer.peerId, peer]));
  const producers = new Map(rows.producers.map((producer) => [producer.producerId, producer]));
  const parts = new Set(rows.meetingIds);
  return rooms.flatMap(({ meetingId, members }) =>
    members.flatMap((member): Difference[] => {
      const row = peers.get(member.peerId);
      // Of the room, the router and the seat it is its people's rows that bring them back.
      const { routerId = row?.routerId } = member;
      const stands = row?.isCurrent === true && row.routerId === routerId && parts.has(meetingId);
      const lost = member.producers.filter(
        ({ producerId, paused }) => producers.get(producerId)?.paused !== paused,
      );
      return [
        ...(stands ? [] : [{ type: 'lostPeer', meetingId, id: member.peerId } as const]),
        ...lost.map(({ producerId }) => ({ type: 'lostProducer', meetingId, id: producerId }) as const),
      ];
    }),
  );
}
