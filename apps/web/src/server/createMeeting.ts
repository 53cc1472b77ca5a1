import { randomBytes } from 'node:crypto';
import { createMeetingSlug, type MeetingSlug, type UserId, type VideoCodec } from '@convene/protocol';
import type { WebServices } from './WebServices.ts';

/** 26^10 codes: a second collision in a row means that the random numbers are none. */
const ATTEMPTS = 5;

type NewMeeting = {
  readonly title: string;
  readonly hostUserId: UserId;
  readonly videoCodec?: VideoCodec | undefined;
  /** Random bytes of the code; tests give their own to make codes collide. */
  readonly random?: (n: number) => Uint8Array;
};

/** Makes a meeting whose host is the caller, under a code that no other meeting has. */
export async function createMeeting(
  { db, log }: Pick<WebServices, 'db' | 'log'>,
  { title, hostUserId, videoCodec, random = randomBytes }: NewMeeting,
): Promise<MeetingSlug> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const slug = createMeetingSlug(random);
    const created = await db.meetings.create({ slug, title, hostUserId, settings: { videoCodec } });
    if (created.outcome === 'created') {
      log.info('meeting created', { meetingId: created.meeting.id });
      return slug;
    }
  }
  throw new Error(`${ATTEMPTS} meeting codes in a row were taken`);
}
