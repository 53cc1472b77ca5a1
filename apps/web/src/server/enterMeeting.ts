import {
  DEFAULT_MAX_PARTICIPANTS,
  type EnterView,
  type MeetingStore,
  type ServerCandidate,
} from '@convene/db';
import {
  BROWSER_SEAT,
  type EnterOutput,
  type MeetingSlug,
  parseMeetingInput,
  type Role,
  type SeatEpoch,
  type SeatKey,
  type ServerEpoch,
  type ServerId,
  type UserId,
} from '@convene/protocol';
import { chooseServer, isLostUp, type ChooseServerServices } from './chooseServer.ts';
import type { Unseen } from './HomesOnTheirWay.ts';
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
  readonly lost?:
    { readonly serverId: ServerId; readonly epoch: ServerEpoch; readonly resuming: boolean } | undefined;
};

type EnterServices = Pick<WebServices, 'tokens' | 'iceServers' | 'entrances'> &
  ChooseServerServices & { readonly db: { readonly meetings: Pick<MeetingStore, 'readForEnter'> } };

/**
 * Lets a person into the lobby of a meeting (DESIGN §4): one read, the choice of a server and one write of it, with the
 * meeting's home where that changes, and a token that is good for this seat on this server alone.
 */
export async function enterMeeting(services: EnterServices, enter: Enter): Promise<EnterOutput> {
  const slug = parseMeetingInput(enter.slug);
  if (slug === undefined) return { result: 'notFound' };
  if (!services.placement.spread) return enterNow(services, slug, enter);
  // People who come at the same moment would all see the same server without anybody, and meet there.
  return services.entrances.run(slug, () => enterNow(services, slug, enter));
}

async function enterNow(services: EnterServices, slug: MeetingSlug, enter: Enter): Promise<EnterOutput> {
  return services.homesOnTheirWay.whileLooking((unseen) => enterSeeing(services, { slug, enter, unseen }));
}

async function enterSeeing(
  services: EnterServices,
  { slug, enter, unseen }: { slug: MeetingSlug; enter: Enter; unseen: Unseen },
): Promise<EnterOutput> {
  const { userId, seatKey } = enter;
  const view = await services.db.meetings.readForEnter({ slug, userId, seatKey });
  if (view === undefined) return { result: 'notFound' };
  if (view.ended) return { result: 'ended' };
  if (view.admission === 'removed' || view.admission === 'locked') return { result: view.admission };
  // Only who would need a new seat: `join` has the last word, this spares people a lobby that leads nowhere.
  const limit = view.settings.maxParticipants ?? DEFAULT_MAX_PARTICIPANTS;
  const needsSeat = view.seat === null || view.seat.left;
  if (needsSeat && view.people >= limit) return { result: 'full', limit };

  const lostIsUp = await isLostUp(services, view, enter.lost);
  if (lostIsUp === true && enter.lost?.resuming === true && isSameProcess(view, enter.lost)) {
    return { result: 'serverUp' };
  }
  const choice = await chooseServer(services, view, { ...enter, lostIsUp, unseen });
  if ('none' in choice) return { result: 'noServer', retryAfterMs: RETRY_AFTER_MS, full: choice.full };
  return entered(services, { view, enter, ...choice });
}

const isSameProcess = ({ servers }: EnterView, lost: { serverId: ServerId; epoch: ServerEpoch }): boolean =>
  servers.some(({ serverId, epoch }) => serverId === lost.serverId && epoch === lost.epoch);

/** The answer to a person who may come in, with the seat as they left it. */
async function entered(
  services: EnterServices,
  made: { view: EnterView; enter: Enter; server: ServerCandidate; isHome: boolean },
): Promise<EnterOutput> {
  const { view, enter, server, isHome } = made;
  const { meetingId, slug, title, seat, admission } = view;
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
      // The role of a new seat; that it is the owner's, and so the host's, is for `join` to see.
      role: seat?.role ?? 'participant',
      serverId,
      serverEpoch: epoch,
      ...(predecessor !== null && { predecessor }),
      ...(!isHome && { spread: true }),
    },
    // Media servers judge it by the same clock, whatever those of the machines show.
    view.databaseAt,
  );
  return {
    result: 'entered',
    meeting: { meetingId, slug, title },
    videoCodec: view.settings.videoCodec,
    role,
    server: { serverId, epoch, url },
    token,
    expiresAt,
    // Who was refused a moment ago sees the same lobby, and is told at the click.
    admission: admission === 'open' ? 'open' : 'waiting',
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
