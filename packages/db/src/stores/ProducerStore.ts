import type {
  MediaKind,
  MeetingId,
  ParticipantId,
  PeerId,
  ProducerId,
  RouterId,
  SeatEpoch,
  ServerId,
  Source,
} from '@convene/protocol';
import type { Connection } from '../connection/Connection.ts';
import type { RemoteProducer } from '../rows/producer.ts';
import { addProducer, listElsewhere, removeProducer, setProducerPaused } from './producerStatements.ts';

export type AddProducer = {
  producerId: ProducerId;
  meetingId: MeetingId;
  peerId: PeerId;
  participantId: ParticipantId;
  seatEpoch: SeatEpoch;
  serverId: ServerId;
  routerId: RouterId;
  kind: MediaKind;
  source: Source;
  paused: boolean;
};

/** The producers of all rooms (000-15..21). Each change announces itself on the meeting's channel in its statement. */
export class ProducerStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** False when the peer or the router is gone meanwhile: nothing was written or announced. May be sent again. */
  async add(producer: AddProducer): Promise<boolean> {
    const added = await this.#connection.row(addProducer, [
      producer.producerId,
      producer.meetingId,
      producer.peerId,
      producer.participantId,
      producer.seatEpoch,
      producer.serverId,
      producer.routerId,
      producer.kind,
      producer.source,
      producer.paused,
    ]);
    return added !== undefined;
  }

  /** Answers whether it was there; only then it is announced. */
  async remove(producerId: ProducerId): Promise<boolean> {
    return (await this.#connection.row(removeProducer, [producerId])) !== undefined;
  }

  /** Answers whether it was there and not so already; only then it is announced. */
  async setPaused(producerId: ProducerId, paused: boolean): Promise<boolean> {
    return (await this.#connection.row(setProducerPaused, [producerId, paused])) !== undefined;
  }

  /** The producers of a meeting on other live servers (000-20, 000-21). */
  async listElsewhere(meetingId: MeetingId, serverId: ServerId): Promise<RemoteProducer[]> {
    const row = await this.#connection.row(listElsewhere, [meetingId, serverId]);
    return row?.producers ?? [];
  }
}
