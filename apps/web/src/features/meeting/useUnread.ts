import type { ChatEntry } from '@convene/meeting-client';
import { useEffect, useState } from 'react';
import { rememberedRead, rememberRead } from './memory.ts';
import { useRoom } from './roomContext.ts';
import { useRoomState } from './useRoomState.ts';

type Unread = readonly Extract<ChatEntry, { state: 'stored' }>[];

/** The messages of others since the chat was last looked at; what was said before this person came counts not. */
export function useUnread(chatOpen: boolean): Unread {
  const { slug } = useRoom();
  const entries = useRoomState((snapshot) => snapshot.chat.entries);
  const selfId = useRoomState((snapshot) => snapshot.self?.participantId);
  const joinedAt = useRoomState(
    (snapshot) => snapshot.participants.find(({ participantId }) => participantId === selfId)?.joinedAt,
  );
  const [read, setRead] = useState(() => rememberedRead(slug));
  const newest = entries.reduce(
    (seq, entry) => (entry.state === 'stored' ? Math.max(seq, entry.seq) : seq),
    0,
  );
  if (chatOpen && newest > read) setRead(newest);

  useEffect(() => rememberRead(slug, read), [slug, read]);

  if (joinedAt === undefined) return [];
  return entries.filter(
    (entry): entry is Unread[number] =>
      entry.state === 'stored' &&
      entry.seq > read &&
      entry.participantId !== selfId &&
      entry.timestamp >= joinedAt,
  );
}
