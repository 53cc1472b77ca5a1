import type { ParticipantId, ParticipantInfo, Role, RoomState } from '@convene/protocol';

type Input = {
  readonly participants: readonly ParticipantInfo[];
  readonly selfId: string | undefined;
  readonly hands: RoomState['hands'];
  /** What the person typed to find somebody. */
  readonly search: string;
};

export type PeopleList = {
  /** Whose hand is up, the first one first. */
  readonly raised: readonly ParticipantInfo[];
  /** Everybody: oneself, then hosts, then by name. */
  readonly present: readonly ParticipantInfo[];
};

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
const ranks: Readonly<Record<Role, number>> = { host: 0, cohost: 1, participant: 2, waiting: 3 };

/** Without case and accents: "jose" finds "José". */
const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();

/** Whether the name has what was typed in it; nothing typed: everybody's has. */
export const isNamed = (name: string, search: string): boolean => plain(name).includes(plain(search));

/** Whose hands are up, the first one first; the id decides between two of one moment. Those who are gone are left out. */
function raisedHands(
  participants: readonly ParticipantInfo[],
  hands: RoomState['hands'],
): readonly ParticipantInfo[] {
  const at = ({ participantId }: ParticipantInfo) => hands[participantId] ?? 0;
  return participants
    .filter(({ participantId }) => hands[participantId] !== undefined)
    .sort((a, b) => at(a) - at(b) || (a.participantId < b.participantId ? -1 : 1));
}

/** How many hands were up before this one, plus one; undefined: it is down. */
export function placeOfHand(
  participantId: ParticipantId,
  participants: readonly ParticipantInfo[],
  hands: RoomState['hands'],
): number | undefined {
  if (hands[participantId] === undefined) return undefined;
  const place = raisedHands(participants, hands).findIndex((each) => each.participantId === participantId);
  return place === -1 ? undefined : place + 1;
}

/** In which order people are listed, and who of them is found. */
export function peopleList({ participants, selfId, hands, search }: Input): PeopleList {
  const found = participants.filter(({ name }) => isNamed(name, search));
  const isOther = ({ participantId }: ParticipantInfo) => Number(participantId !== selfId);
  const present = [...found].sort(
    (a, b) =>
      isOther(a) - isOther(b) ||
      ranks[a.role] - ranks[b.role] ||
      collator.compare(a.name, b.name) ||
      a.joinedAt - b.joinedAt,
  );
  return { raised: raisedHands(found, hands), present };
}
