import {
  assertNever,
  type Door,
  type MeetingInfo,
  type ParticipantId,
  type ParticipantInfo,
  type RoomEvent,
  type RoomEventOf,
  type RoomSnapshot,
  type RoomState,
  type StreamId,
  type StreamInfo,
} from '@convene/protocol';

/** Who is in the meeting and what they send, as the events tell it. A new object whenever something in it changed. */
export type Roster = {
  readonly meeting: MeetingInfo;
  readonly state: RoomState;
  readonly stateVersion: number;
  readonly participants: ReadonlyMap<ParticipantId, ParticipantInfo>;
  readonly streams: ReadonlyMap<StreamId, StreamInfo>;
  readonly activeSpeaker: ParticipantId | null;
  /** As it was told last, while this client kept the door. */
  readonly door: Door | undefined;
  /** In view, and not to be had: the server has no space for more. */
  readonly heldBack: ReadonlySet<StreamId>;
};

export function rosterOf(snapshot: RoomSnapshot): Roster {
  return {
    meeting: snapshot.meeting,
    state: snapshot.state,
    stateVersion: snapshot.stateVersion,
    participants: new Map(snapshot.participants.map((info) => [info.participantId, info])),
    streams: new Map(snapshot.streams.map((info) => [info.streamId, info])),
    activeSpeaker: snapshot.activeSpeaker,
    door: snapshot.door,
    heldBack: new Set(snapshot.heldBack),
  };
}

/**
 * Applies one event. A seat may be told of by several peers at once (a former one that dies, a new one that has come):
 * the higher `seatEpoch` wins, and what speaks of somebody or something unknown changes nothing.
 */
export function applyEvent(roster: Roster, event: RoomEvent): Roster {
  switch (event.type) {
    case 'newPeer':
    case 'participantUpdated': {
      return withParticipant(roster, event);
    }
    case 'peerClosed': {
      return withoutPeer(roster, event);
    }
    case 'newProducer': {
      return withStream(roster, event.stream);
    }
    case 'producerPaused': {
      return withPaused(roster, event, true);
    }
    case 'producerResumed': {
      return withPaused(roster, event, false);
    }
    case 'producerClosed': {
      if (roster.streams.get(event.streamId)?.producerId !== event.producerId) return roster;
      return { ...roster, streams: without(roster.streams, (id) => id === event.streamId) };
    }
    case 'activeSpeakerChanged': {
      if (roster.activeSpeaker === event.participantId) return roster;
      return { ...roster, activeSpeaker: event.participantId };
    }
    case 'doorChanged': {
      return { ...roster, door: event.door };
    }
    case 'streamsHeldBack': {
      return { ...roster, heldBack: new Set(event.streamIds) };
    }
    case 'roomStateChanged': {
      if (event.stateVersion <= roster.stateVersion) return roster;
      return { ...roster, state: event.state, stateVersion: event.stateVersion };
    }
    case 'resynced': {
      return rosterOf(event.snapshot);
    }
    case 'newConsumer':
    case 'consumerClosed':
    case 'consumerLayersChanged':
    case 'producerScored':
    case 'demandChanged':
    case 'mediaLost':
    case 'admitted':
    case 'stoppedByHost':
    case 'moveStarted':
    case 'closed': {
      return roster;
    }
    default: {
      return assertNever(event);
    }
  }
}

function withParticipant(roster: Roster, event: RoomEventOf<'newPeer' | 'participantUpdated'>): Roster {
  const { participant } = event;
  const known = roster.participants.get(participant.participantId);
  if (known === undefined ? event.type === 'participantUpdated' : participant.seatEpoch < known.seatEpoch) {
    return roster;
  }
  const participants = new Map(roster.participants).set(participant.participantId, participant);
  return { ...roster, participants };
}

function withoutPeer(roster: Roster, event: RoomEventOf<'peerClosed'>): Roster {
  const current = roster.participants.get(event.participantId)?.peerId === event.peerId;
  // A former peer takes with it only the streams that no newer peer of the seat has taken over.
  const streams = without(roster.streams, (_, stream) =>
    current ? stream.participantId === event.participantId : stream.peerId === event.peerId,
  );
  if (!current) return streams === roster.streams ? roster : { ...roster, streams };
  const participants = without(roster.participants, (id) => id === event.participantId);
  const activeSpeaker = roster.activeSpeaker === event.participantId ? null : roster.activeSpeaker;
  return { ...roster, participants, streams, activeSpeaker };
}

function withStream(roster: Roster, stream: StreamInfo): Roster {
  const participant = roster.participants.get(stream.participantId);
  if (participant === undefined) return roster;
  const newest = Math.max(participant.seatEpoch, roster.streams.get(stream.streamId)?.seatEpoch ?? 0);
  if (stream.seatEpoch < newest) return roster;
  return { ...roster, streams: new Map(roster.streams).set(stream.streamId, stream) };
}

function withPaused(
  roster: Roster,
  event: RoomEventOf<'producerPaused' | 'producerResumed'>,
  paused: boolean,
): Roster {
  const stream = roster.streams.get(event.streamId);
  if (stream?.producerId !== event.producerId || stream.paused === paused) return roster;
  return { ...roster, streams: new Map(roster.streams).set(event.streamId, { ...stream, paused }) };
}

/** The map without the entries that match; the same map when none does. */
function without<K, V>(map: ReadonlyMap<K, V>, matches: (key: K, value: V) => boolean): ReadonlyMap<K, V> {
  const kept = [...map].filter(([key, value]) => !matches(key, value));
  return kept.length === map.size ? map : new Map(kept);
}
