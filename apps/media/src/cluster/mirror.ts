import { assertNever } from '@convene/protocol';
import type { PartEvent, PartSnapshot } from '@convene/protocol/link';

/** The part after an event of it; the same object when the event changes nothing that lasts. */
export function applyPartEvent(part: PartSnapshot, event: PartEvent): PartSnapshot {
  switch (event.type) {
    case 'part': {
      return event.part;
    }
    case 'participantChanged': {
      const { participantId } = event.participant;
      const others = part.participants.filter((other) => other.participantId !== participantId);
      return { ...part, participants: [...others, event.participant] };
    }
    case 'participantLeft': {
      // A former peer of a seat leaves the seat's current one where it is.
      const participants = part.participants.filter(({ peerId }) => peerId !== event.peerId);
      return participants.length === part.participants.length ? part : { ...part, participants };
    }
    case 'streamAdded': {
      const others = part.streams.filter(({ producerId }) => producerId !== event.stream.producerId);
      return { ...part, streams: [...others, event.stream] };
    }
    case 'streamPaused': {
      const { producerId, paused } = event;
      const streams = part.streams.map((stream) =>
        stream.producerId === producerId ? { ...stream, paused } : stream,
      );
      return { ...part, streams };
    }
    case 'streamRemoved': {
      const streams = part.streams.filter(({ producerId }) => producerId !== event.producerId);
      return streams.length === part.streams.length ? part : { ...part, streams };
    }
    case 'speakerChanged': {
      return { ...part, speaker: event.speaker };
    }
    case 'signal':
    case 'roomChanged':
    case 'chatAppended': {
      return part;
    }
    default: {
      return assertNever(event);
    }
  }
}

/**
 * Those whom the rows have and the part does not, with what they send: the part may have been on its way already when
 * they sat down.
 */
export function awaitedOf(rows: PartSnapshot, { participants }: PartSnapshot): PartSnapshot {
  const named = new Set(participants.map(({ participantId }) => participantId));
  return {
    participants: rows.participants.filter(({ participantId }) => !named.has(participantId)),
    streams: rows.streams.filter(({ participantId }) => !named.has(participantId)),
    speaker: null,
  };
}

/** Of those awaited, what the event does not speak of. */
export function stillAwaited(awaited: PartSnapshot, event: PartEvent): PartSnapshot {
  switch (event.type) {
    case 'participantChanged': {
      const { participantId } = event.participant;
      const participants = awaited.participants.filter((other) => other.participantId !== participantId);
      return { ...awaited, participants };
    }
    case 'participantLeft': {
      const isOther = ({ peerId }: { peerId: string }) => peerId !== event.peerId;
      const { participants, streams } = awaited;
      return { ...awaited, participants: participants.filter(isOther), streams: streams.filter(isOther) };
    }
    case 'streamAdded':
    case 'streamRemoved': {
      const { producerId } = event.type === 'streamAdded' ? event.stream : event;
      return { ...awaited, streams: awaited.streams.filter((other) => other.producerId !== producerId) };
    }
    default: {
      return awaited;
    }
  }
}
