import type { ChatEntry } from '@convene/meeting-client';
import type { ParticipantId } from '@convene/protocol';

/** Messages of one person in a row, drawn under one name. */
export type ChatGroup = {
  readonly key: string;
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly timestamp: number;
  readonly entries: readonly ChatEntry[];
};

const SAME_GROUP_MS = 3 * 60_000;

export function groupEntries(entries: readonly ChatEntry[]): readonly ChatGroup[] {
  const groups: (ChatGroup & { entries: ChatEntry[] })[] = [];
  for (const entry of entries) {
    const group = groups.at(-1);
    const last = group?.entries.at(-1);
    const follows =
      group?.participantId === entry.participantId &&
      group.name === entry.name &&
      last !== undefined &&
      entry.timestamp - last.timestamp < SAME_GROUP_MS;
    if (follows) group.entries.push(entry);
    else {
      const { participantId, name, timestamp, clientMessageId } = entry;
      groups.push({ key: clientMessageId, participantId, name, timestamp, entries: [entry] });
    }
  }
  return groups;
}
