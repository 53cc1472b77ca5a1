import type { ParticipantId, ParticipantInfo, PeerId, ServerId } from '@convene/protocol';
import type { RemotePart } from './ports.ts';
import type { Stream } from './Stream.ts';

/** What other servers have of one room, as they told it last. */
export class RemoteParts {
  readonly #parts = new Map<ServerId, RemotePart>();
  /** Who sat on the server that is gone, and did not say so: only until the next word of any server. */
  #lost: ReadonlySet<PeerId> = new Set();

  /** All that is known of a server's part; undefined: it has none any more. */
  set(serverId: ServerId, part: RemotePart | undefined): void {
    const before = this.#parts.get(serverId);
    const lost = part === undefined && before?.reachable === false ? before.participants : [];
    this.#lost = new Set(lost.map(({ peerId }) => peerId));
    if (part === undefined) this.#parts.delete(serverId);
    else this.#parts.set(serverId, part);
  }

  /** Whether the peer went because its server did. */
  isLost(peerId: PeerId): boolean {
    return this.#lost.has(peerId);
  }

  /** Who sits elsewhere; behind a link that is down nobody can say how they are. */
  get participants(): ParticipantInfo[] {
    return [...this.#parts.values()].flatMap(({ participants, reachable }) =>
      reachable
        ? participants
        : participants.map((participant) => ({ ...participant, connection: 'reconnecting' as const })),
    );
  }

  get streams(): Stream[] {
    return [...this.#parts].flatMap(([serverId, { streams }]) =>
      streams.map(({ routerId, ...info }) => ({
        streamId: info.streamId,
        participantId: info.participantId,
        origin: { on: 'elsewhere' as const, serverId, routerId },
        producer: undefined,
        info,
      })),
    );
  }

  /** Who dominates on each server that can be heard. */
  get speakers(): ReadonlyMap<ServerId, ParticipantId | null> {
    return new Map(
      [...this.#parts].flatMap(([serverId, { reachable, speaker }]) =>
        reachable ? [[serverId, speaker] as const] : [],
      ),
    );
  }

  /** Where somebody sits now, of all who sit elsewhere. */
  serverOf(participantId: ParticipantId): ServerId | undefined {
    const found = [...this.#parts]
      .flatMap(([serverId, { participants }]) => participants.map((info) => ({ serverId, info })))
      .filter(({ info }) => info.participantId === participantId)
      .sort((one, other) => other.info.seatEpoch - one.info.seatEpoch);
    return found[0]?.serverId;
  }

  /** Who sends something of this person, whom they may have left a moment ago. */
  serversSending(participantId: ParticipantId): ServerId[] {
    return [...this.#parts].flatMap(([serverId, { streams }]) =>
      streams.some((stream) => stream.participantId === participantId) ? [serverId] : [],
    );
  }

  /** Somebody as their server tells of them. */
  find(serverId: ServerId, participantId: ParticipantId): ParticipantInfo | undefined {
    return this.#parts
      .get(serverId)
      ?.participants.find((participant) => participant.participantId === participantId);
  }

  /** The servers on which anybody sits. */
  get peopledServers(): ServerId[] {
    return [...this.#parts].flatMap(([serverId, { participants }]) =>
      participants.length > 0 ? [serverId] : [],
    );
  }
}
