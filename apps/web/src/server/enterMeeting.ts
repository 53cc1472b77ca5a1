import {
  DEFAULT_MAX_PARTICIPANTS,
  type EnterView,
  type MeetingStore,
  type ServerCandidate,
} from '@convene/db';
import { joinWeight, selectServer } from '@convene/placement';
import {
  BROWSER_SEAT,
  type EnterOutput,
  parseMeetingInput,
  type Role,
  type SeatEpoch,
  type SeatKey,
  type ServerEpoch,
  type ServerId,
  type UserId,
} from '@convene/protocol';
import { isServerUp } from './isServerUp.ts';
import type { WebServices } from './WebServices.ts';

/** When a client asks again for a server: about as long as one takes to start and to register. */
const RETRY_AFTER_MS = 1_000;

type Enter = {
  readonly userId: UserId;
  readonly slug: string;
  readonly seatKey: SeatKey;
  readonly heldSeatEpoch?: SeatEpoch | undefined;
  readonly moving?: boolean | undefined;
  readonly avoid: readonly ServerId[];
  readonly lost?: { readonly serverId: ServerId; readonly epoch: ServerEpoch } | undefined;
};

type EnterServices = Pick<WebServices, 'log' | 'tokens' | 'iceServers' | 'mediaUrls' | 'now'> & {
  readonly db: { readonly meetings: Pick<MeetingStore, 'readForEnter' | 'takeHome'> };
};

/**
 * Lets a person into the lobby of a meeting (DESIGN §4): one read, the choice of a server, at most one conditional
 * write of the meeting's home, and a token that is good for this seat on this server alone.
 */
export async function enterMeeting(services: EnterServices, enter: Enter): Promise<EnterOutput> {
  const slug = parseMeetingInput(enter.slug);
  if (slug === undefined) return { result: 'notFound' };
  const { userId, seatKey } = enter;
  const view = await services.db.meetings.readForEnter({ slug, userId, seatKey });
  if (view === undefined) return { result: 'notFound' };
  if (view.ended) return { result: 'ended' };
  // Only who would need a new seat: `join` has the last word, this spares people a lobby that leads nowhere.
  const limit = view.settings.maxParticipants ?? DEFAULT_MAX_PARTICIPANTS;
  const needsSeat = view.seat === null || view.seat.left;
  if (needsSeat && view.people >= limit) return { result: 'full', limit };

  const server = await chooseServer(services, view, enter);
  if (server === undefined) return { result: 'noServer', retryAfterMs: RETRY_AFTER_MS };
  return entered(services, { view, enter, server });
}

/** The server for this person, and the meeting's home where that has to change. */
async function chooseServer(
  services: EnterServices,
  view: EnterView,
  { avoid, lost }: Enter,
): Promise<ServerCandidate | undefined> {
  const lostServer = view.servers.find((server) => server.serverId === lost?.serverId);
  const down = lostServer !== undefined && !(await isServerUp(lostServer, services.mediaUrls));
  const servers = view.servers.map((server) => ({
    ...server,
    // A server that died keeps its lease for some seconds; who has just lost it knows more than the database.
    ready: server.state === 'ready' && !(down && server === lostServer),
  }));
  const select = (home: ServerId | null) =>
    selectServer({ servers, home, avoid, weight: joinWeight(view.people) });

  const selection = select(view.homeServerId);
  if ('none' in selection) {
    services.log.warn('no media server for a meeting', {
      meetingId: view.meetingId,
      reasons: selection.reasons,
    });
    return undefined;
  }
  // A home that is only full, or avoided by this one client, stays the home of the others.
  const home = servers.find(({ serverId }) => serverId === view.homeServerId);
  if (home?.ready === true) return selection.server;
  const winner = await services.db.meetings.takeHome({
    meetingId: view.meetingId,
    expected: view.homeServerId,
    next: selection.server.serverId,
  });
  if (winner === selection.server.serverId || winner === undefined) return selection.server;
  // Somebody else was first: people of one meeting belong together.
  const joined = select(winner);
  return 'none' in joined ? undefined : joined.server;
}

/** The answer to a person who may come in, with the seat as they left it. */
async function entered(
  services: EnterServices,
  { view, enter, server }: { view: EnterView; enter: Enter; server: ServerCandidate },
): Promise<EnterOutput> {
  const { meetingId, slug, title, seat } = view;
  const { serverId, epoch, url, routerRtpCapabilities } = server;
  // "Join as another person" gives even the owner a seat without more rights than another's.
  const isOwner = view.hostUserId === enter.userId && enter.seatKey === BROWSER_SEAT;
  const role: Role = seat?.role ?? (isOwner ? 'host' : 'participant');
  // The peer of this very tab is nobody else.
  const isOwnPeer = seat?.occupied === true && seat.seatEpoch === enter.heldSeatEpoch;
  const predecessor = enter.moving === true && isOwnPeer ? seat.currentPeerId : null;
  const { token, expiresAt } = await services.tokens.sign(
    {
      userId: enter.userId,
      seatKey: enter.seatKey,
      meetingId,
      slug,
      title,
      role,
      serverId,
      serverEpoch: epoch,
      ...(predecessor !== null && { predecessor }),
    },
    services.now(),
  );
  return {
    result: 'entered',
    meeting: { meetingId, slug, title },
    role,
    server: { serverId, epoch, url },
    token,
    expiresAt,
    routerRtpCapabilities,
    iceServers: [...services.iceServers],
    seat: {
      participantId: seat?.participantId ?? null,
      name: seat?.name ?? view.userName,
      occupied: seat?.occupied === true && !isOwnPeer,
      muted: seat?.muted ?? false,
      cameraOff: seat?.cameraOff ?? false,
    },
  };
}
