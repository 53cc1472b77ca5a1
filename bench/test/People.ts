import { type LocalServer, type TestMeeting, waitFor } from '@convene/media/testing';
import { TestWeb } from '@convene/meeting-client/testing';
import type { Source, UserId } from '@convene/protocol';
import {
  HeadlessParticipant,
  type HeadlessParticipantOptions,
  type ReceivedStreamReport,
  type SentLayerReport,
} from '../src/index.ts';

type PersonOptions = Omit<HeadlessParticipantOptions, 'web' | 'slug'> & {
  /** Somebody unknown, unless it is said. */
  readonly userId?: UserId | undefined;
};

/** Headless people in meetings of media servers inside the test's process. */
export class People {
  readonly #all: HeadlessParticipant[] = [];

  /** On that server, whatever the placement would say. */
  async join(local: LocalServer, meeting: TestMeeting, person: PersonOptions): Promise<HeadlessParticipant> {
    const { userId, ...options } = person;
    const web = new TestWeb(local, meeting, userId);
    const joined = await HeadlessParticipant.join({ web, slug: meeting.slug, ...options });
    this.#all.push(joined);
    return joined;
  }

  closeAll(): void {
    for (const person of this.#all.splice(0)) person.close();
  }
}

export function streamOf(
  receiver: HeadlessParticipant,
  sender: HeadlessParticipant,
  source: Source,
): ReceivedStreamReport | undefined {
  const { received } = receiver.report();
  return received.find((stream) => stream.name === sender.name && stream.source === source);
}

/** The layers that somebody sends of a source, low to high. */
export function sentLayers(sender: HeadlessParticipant, source: Source): readonly SentLayerReport[] {
  return sender.report().sent.find((each) => each.source === source)?.layers ?? [];
}

/** The report of a stream, once it says what is wanted. */
export async function untilReceives(
  [receiver, sender, source]: readonly [HeadlessParticipant, HeadlessParticipant, Source],
  wanted: (stream: ReceivedStreamReport) => boolean = ({ packets }) => packets > 0,
): Promise<ReceivedStreamReport> {
  try {
    return await waitFor(`${source} of ${sender.name} at ${receiver.name}`, () => {
      const stream = streamOf(receiver, sender, source);
      return stream !== undefined && wanted(stream) ? stream : undefined;
    });
  } catch (error) {
    const seen = {
      received: streamOf(receiver, sender, source),
      layers: [...receiver.snapshot.streams.values()].map(({ streamId, layers }) => ({ streamId, layers })),
      sent: sentLayers(sender, source),
      connections: [receiver, sender].map(({ name, connections, snapshot: { phase } }) => ({
        name,
        phase,
        connections: Object.fromEntries(connections),
      })),
    };
    throw new Error(JSON.stringify(seen), { cause: error });
  }
}
