import { AppError, type Door, type ParticipantId } from '@convene/protocol';
import type { HostAction } from '../src/stores/HostStore.ts';
import { Fixture, type TestServer } from './Fixture.ts';

type JoinOptions = Parameters<Fixture['join']>[2];
type Meeting = Awaited<ReturnType<Fixture['addMeeting']>>;
type Joined = Awaited<ReturnType<Fixture['join']>>;

/** One meeting with its host's tools, by short verbs. */
export class HostScene {
  readonly fixture: Fixture;
  readonly server: TestServer;
  meeting: Meeting;

  private constructor(fixture: Fixture, server: TestServer, meeting: Meeting) {
    this.fixture = fixture;
    this.server = server;
    this.meeting = meeting;
  }

  static async create(): Promise<HostScene> {
    const fixture = await Fixture.create();
    return new HostScene(fixture, await fixture.addServer(), await fixture.addMeeting());
  }

  async newMeeting(options: Parameters<Fixture['addMeeting']>[0] = {}): Promise<void> {
    this.meeting = await this.fixture.addMeeting(options);
  }

  readonly join = (options: JoinOptions = {}): Promise<Joined> =>
    this.fixture.join(this.meeting.id, this.server, { spread: true, ...options });

  readonly ask = (options: JoinOptions = {}) =>
    this.fixture.db.rooms.join(
      this.fixture.joinInput(this.meeting.id, this.server, { spread: true, ...options }),
    );

  readonly host = (): Promise<Joined> => this.join({ userId: this.meeting.hostUserId! });

  readonly act = ({ participantId: by }: { participantId: ParticipantId }, action: HostAction) =>
    this.fixture.db.hosts.act({ meetingId: this.meeting.id, by }, action);

  readonly read = async () => (await this.fixture.db.rooms.readElsewhere(this.meeting.id, this.server.id))!;

  readonly roleOf = async ({ participantId }: { participantId: string }) =>
    (await this.read()).roster.find((seat) => seat.participantId === participantId)?.role;

  readonly setState = async (change: { locked?: boolean; waitingRoom?: boolean }): Promise<void> => {
    const now = (await this.fixture.db.roomState.read(this.meeting.id))!;
    await this.fixture.db.roomState.compareAndSet(this.meeting.id, now.version, { ...now.state, ...change });
  };

  readonly leave = ({ input, seatEpoch }: Joined, keepSeat = false) =>
    this.fixture.db.rooms.leave({ peerId: input.peerId, seatEpoch, keepSeat });
}

/** The code of the error, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return AppError.from(error).code;
  }
  return 'done';
}

export const namesOf = ({ waiting }: Door): string[] => waiting.map(({ name }) => name);
