import { LocalMedia, MeetingClient } from '@convene/meeting-client';
import { createWebClient } from '../webApi.ts';
import { MeetingSession } from './MeetingSession.ts';
import { type Person, rememberedSeat } from './memory.ts';

/** Builds a meeting's session out of the real parts. */
export function openSession(slug: string, rejoining: Person | undefined): MeetingSession {
  const web = createWebClient();
  const media = new LocalMedia();
  const client = new MeetingClient({
    slug,
    web: {
      enter: (input) => web.meeting.enter.mutate(input),
      chatHistory: (input) => web.chat.history.query(input),
    },
    localMedia: media,
  });
  return new MeetingSession({ slug, client, media, returning: rejoining ?? rememberedSeat(slug) });
}
