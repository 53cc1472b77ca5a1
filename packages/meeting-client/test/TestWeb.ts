import { randomUUID } from 'node:crypto';
import type { LocalServer, TestMeeting } from '@convene/media/testing';
import {
  AppError,
  BROWSER_SEAT,
  type ChatHistory,
  type ChatHistoryInput,
  type EnterInput,
  type EnterOutput,
  SeatKey,
  UserId,
} from '@convene/protocol';
import type { WebApi } from '../src/index.ts';

/** The web app as one browser sees it, without HTTP: the same database, the same tokens, one media server. */
export class TestWeb implements WebApi {
  readonly entered: EnterInput[] = [];
  readonly #local: LocalServer;
  readonly #meeting: TestMeeting;
  readonly #userId: UserId;
  /** What the next calls are answered instead. */
  readonly answers: (EnterOutput | AppError)[] = [];

  constructor(local: LocalServer, meeting: TestMeeting, userId: UserId = UserId.parse(randomUUID())) {
    this.#local = local;
    this.#meeting = meeting;
    this.#userId = userId;
  }

  async enter(input: EnterInput): Promise<EnterOutput> {
    this.entered.push(input);
    const instead = this.answers.shift();
    if (instead instanceof AppError) throw instead;
    if (instead !== undefined) return instead;
    const seatKey = SeatKey.parse(input.seatKey);
    const view = await this.#view(seatKey);
    if (view.ended) return { result: 'ended' };
    if (view.admission === 'removed' || view.admission === 'locked') return { result: view.admission };
    const server = view.servers.find(({ serverId }) => serverId === this.#local.server.serverId);
    if (server === undefined || input.avoid?.includes(server.serverId)) {
      return { result: 'noServer', retryAfterMs: 50 };
    }
    if (input.lost?.resuming === true && input.lost.epoch === server.epoch) return { result: 'serverUp' };
    const { seat } = view;
    const isOwnPeer = seat?.occupied === true && seat.seatEpoch === input.heldSeatEpoch;
    const predecessor = input.moving === true && isOwnPeer ? seat.currentPeerId : null;
    return {
      result: 'entered',
      meeting: { meetingId: view.meetingId, slug: view.slug, title: view.title },
      role: 'participant',
      server: { serverId: server.serverId, epoch: server.epoch, url: this.#local.url },
      token: await this.#local.token(this.#meeting, {
        userId: this.#userId,
        seatKey,
        ...(predecessor !== null && { change: { predecessor } }),
      }),
      expiresAt: Date.now() + 60_000,
      admission: view.admission === 'open' ? 'open' : 'waiting',
      routerRtpCapabilities: server.routerRtpCapabilities,
      iceServers: [],
      seat: {
        participantId: seat?.participantId ?? null,
        name: seat?.name ?? view.userName,
        occupied: seat?.occupied === true && !isOwnPeer,
        muted: seat?.muted ?? false,
        cameraOff: seat?.cameraOff ?? false,
      },
    };
  }

  async chatHistory(input: ChatHistoryInput): Promise<ChatHistory> {
    const { seat } = await this.#view(SeatKey.parse(input.seatKey));
    if (seat === null) throw AppError.forbidden('participant');
    const { afterSeq, beforeSeq, limit = 50 } = input;
    return this.#local.database.chat.history({
      meetingId: this.#meeting.meetingId,
      participantId: seat.participantId,
      limit,
      ...(afterSeq !== undefined && { afterSeq }),
      ...(beforeSeq !== undefined && { beforeSeq }),
    });
  }

  /** The browser's own seat as the database has it. */
  async seat() {
    return (await this.#view(BROWSER_SEAT)).seat;
  }

  async #view(seatKey: SeatKey) {
    const { slug } = this.#meeting;
    const view = await this.#local.database.meetings.readForEnter({ slug, userId: this.#userId, seatKey });
    if (view === undefined) throw AppError.meetingNotFound(slug);
    return view;
  }
}
