import type { ParticipantId, ParticipantInfo, ProducerId, RoomEvent } from '@convene/protocol';
import { expect } from 'vitest';

/** What one who sits here knows by the events alone; it takes no event that says nothing new. */
export class RosterListener {
  readonly people = new Map<ParticipantId, ParticipantInfo>();
  readonly streams = new Map<ProducerId, boolean>();
  readonly types: string[] = [];

  hear(event: RoomEvent): void {
    this.types.push(event.type);
    switch (event.type) {
      case 'newPeer': {
        const { participant } = event;
        const known = this.people.get(participant.participantId);
        expect(known?.seatEpoch ?? 0).toBeLessThan(participant.seatEpoch);
        this.people.set(participant.participantId, participant);
        return;
      }
      case 'participantUpdated': {
        const { participant } = event;
        const known = this.people.get(participant.participantId);
        expect(known?.peerId).toBe(participant.peerId);
        expect(known).not.toEqual(participant);
        this.people.set(participant.participantId, participant);
        return;
      }
      case 'peerClosed': {
        expect(this.people.get(event.participantId)?.peerId).toBe(event.peerId);
        this.people.delete(event.participantId);
        return;
      }
      case 'newProducer': {
        expect(this.streams.has(event.stream.producerId)).toBe(false);
        this.streams.set(event.stream.producerId, event.stream.paused);
        return;
      }
      case 'producerPaused':
      case 'producerResumed': {
        expect(this.streams.get(event.producerId)).toBe(event.type === 'producerResumed');
        this.streams.set(event.producerId, event.type === 'producerPaused');
        return;
      }
      case 'producerClosed': {
        expect(this.streams.delete(event.producerId)).toBe(true);
        return;
      }
      default: {
        throw new Error(event.type);
      }
    }
  }
}
