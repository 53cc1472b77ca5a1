import { randomUUID } from 'node:crypto';
import {
  AppError,
  type MeetingId,
  type ParticipantId,
  type ParticipantInfo,
  type PeerId,
  ProducerId,
  RouterId,
  type RoomState,
  type SeatEpoch,
  type ServerId,
  type SignalDown,
  streamIdOf,
} from '@convene/protocol';
import type {
  LinkedStream,
  LinkedStreamStats,
  PartEvent,
  PartSnapshot,
  WantedLayer,
} from '@convene/protocol/link';
import { applyPartEvent } from '../src/cluster/mirror.ts';
import type { LocalPart, RemotePart, RoomSubscriber } from '../src/room/ports.ts';
import { participantInfo } from './participantInfo.ts';

/** A room without media: what it is told it remembers, and its part is what a test says. */
export class FakeRoom implements RoomSubscriber, LocalPart {
  readonly meetingId: MeetingId;
  readonly parts = new Map<ServerId, RemotePart>();
  readonly seatsTaken: Parameters<RoomSubscriber['seatTakenElsewhere']>[0][] = [];
  readonly signals: SignalDown[] = [];
  readonly chatSeqs: number[] = [];
  readonly states: { state: RoomState; stateVersion: number }[] = [];
  readonly demands = new Map<ServerId, ReadonlyMap<ProducerId, WantedLayer>>();
  /** Each change of a part, the oldest first; undefined: it was gone. */
  readonly history: (RemotePart | undefined)[] = [];
  readonly #watchers = new Set<(event: PartEvent) => void>();
  #part: PartSnapshot = { participants: [], streams: [], speaker: null };

  constructor(meetingId: MeetingId) {
    this.meetingId = meetingId;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  seatTakenElsewhere(seat: Parameters<RoomSubscriber['seatTakenElsewhere']>[0]): void {
    this.seatsTaken.push(seat);
  }

  seatRead(): void {}

  partChanged(serverId: ServerId, part: RemotePart | undefined): void {
    this.history.push(part);
    if (part === undefined) this.parts.delete(serverId);
    else this.parts.set(serverId, part);
  }

  signalReceived(_serverId: ServerId, down: SignalDown): void {
    this.signals.push(down);
  }

  chatAppended(seq: number): void {
    this.chatSeqs.push(seq);
  }

  roomStateChanged(state: RoomState, stateVersion: number): void {
    this.states.push({ state, stateVersion });
  }

  roomRead(): void {}

  async stopOrdered(): Promise<void> {}

  demandReported(serverId: ServerId, demands: ReadonlyMap<ProducerId, WantedLayer>): void {
    this.demands.set(serverId, demands);
  }

  read(): PartSnapshot {
    return this.#part;
  }

  async streamStats(producerId: ProducerId): Promise<LinkedStreamStats> {
    if (!this.#part.streams.some((stream) => stream.producerId === producerId)) {
      throw AppError.producerNotFound(producerId);
    }
    return Promise.resolve({ workerIndex: 0, uplink: null, sending: null });
  }

  watch(listener: (event: PartEvent) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Changes this server's part, or only says something. */
  emit(event: PartEvent): void {
    this.#part = applyPartEvent(this.#part, event);
    for (const listener of this.#watchers) listener(event);
  }

  sitDown(seat: Partial<ParticipantInfo> = {}): ParticipantInfo {
    const participant = participantInfo(seat);
    this.emit({ type: 'participantChanged', participant });
    return participant;
  }

  send({
    participantId,
    peerId,
    seatEpoch,
  }: Pick<ParticipantInfo, 'participantId' | 'peerId' | 'seatEpoch'>): LinkedStream {
    const stream: LinkedStream = {
      streamId: streamIdOf(participantId, 'camera'),
      participantId,
      peerId,
      seatEpoch,
      source: 'camera',
      kind: 'video',
      producerId: ProducerId.parse(randomUUID()),
      routerId: RouterId.parse(randomUUID()),
      paused: false,
    };
    this.emit({ type: 'streamAdded', stream });
    return stream;
  }
}

/** A seat that was taken, as its room shows it. */
export type TakenSeat = {
  readonly participantId: ParticipantId;
  readonly peerId: PeerId;
  readonly seatEpoch: SeatEpoch;
  readonly routerId: RouterId;
};
