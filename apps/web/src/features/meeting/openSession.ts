import { LocalMedia, MeetingClient } from '@convene/meeting-client';
import { createWebClient } from '../webApi.ts';
import { MeetingSession } from './MeetingSession.ts';
import { openedPage, reachableUrl } from './reachableUrl.ts';
import { rememberedPerson, rememberedSeat } from './memory.ts';
import type { WayBack } from './wayBack.ts';

/** Builds a meeting's session out of the real parts. */
export function openSession(slug: string, way: WayBack): MeetingSession {
  const web = createWebClient();
  const media = new LocalMedia();
  const page = openedPage();
  const client = new MeetingClient({
    slug,
    web: {
      enter: async (input) => {
        const answer = await web.meeting.enter.mutate(input);
        if (answer.result !== 'entered') return answer;
        return { ...answer, server: { ...answer.server, url: reachableUrl(answer.server, page) } };
      },
      chatHistory: (input) => web.chat.history.query(input),
    },
    localMedia: media,
  });
  const returning = way === 'lobby' ? rememberedSeat(slug) : rememberedPerson();
  return new MeetingSession({ slug, client, media, returning, takeOver: way === 'takeOver' });
}
