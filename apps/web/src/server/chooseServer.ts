import type { EnterView, MeetingStore, PlacementStore, ServerCandidate } from '@convene/db';
import { decideServer, joinWeight } from '@convene/placement';
import type { ServerEpoch, ServerId, UserId } from '@convene/protocol';
import type { Unseen } from './HomesOnTheirWay.ts';
import { isServerUp } from './isServerUp.ts';
import type { WebServices } from './WebServices.ts';

export type ChooseServerServices = Pick<
  WebServices,
  'log' | 'mediaUrls' | 'placement' | 'homesOnTheirWay'
> & {
  readonly db: {
    readonly meetings: Pick<MeetingStore, 'takeHome'>;
    readonly placements: Pick<PlacementStore, 'add'>;
  };
};

export type ServerWish = {
  readonly userId: UserId;
  readonly avoid: readonly ServerId[];
  readonly unseen: Unseen;
  readonly lost?: { readonly serverId: ServerId; readonly epoch: ServerEpoch } | undefined;
  readonly lostIsUp: boolean | undefined;
};

/** `isHome`: the server is the meeting's home now; else it was chosen over the home on purpose. */
export type ServerChoice =
  | { readonly server: ServerCandidate; readonly isHome: boolean }
  /** `full`: there are servers, and none has space. */
  | { readonly none: true; readonly full: boolean };

/**
 * The server for this person, and the meeting's home where that has to change. The decision is a row: of the same
 * statement that takes the home, or of one more where the home stays; so that it is at most two statements, and a third
 * when somebody else took the home meanwhile.
 */
export async function chooseServer(
  services: ChooseServerServices,
  view: EnterView,
  wish: ServerWish,
): Promise<ServerChoice> {
  const { meetingId, seat, homeServerId } = view;
  const { meetings, placements } = services.db;
  const who = { userId: wish.userId, participantId: seat?.participantId ?? null };
  const servers = readiness(view, wish);
  const decide = (home: ServerId | null) =>
    decideServer({
      // Whatever was chosen until now, also while it was asked which servers are up.
      servers: servers.map((server) => ({
        ...server,
        homesTaken: server.homesTaken + wish.unseen.homesOn(server.serverId, meetingId),
      })),
      home,
      avoid: wish.avoid,
      weight: joinWeight(view.people),
      ...services.placement,
    });
  /** Writes a decision that changes no home. */
  const decided = async (home: ServerId | null, made = decide(home)): Promise<ServerChoice> => {
    const { selection, decision } = made;
    const serverId = 'server' in selection ? selection.server.serverId : null;
    await placements.add({ ...who, meetingId, serverId, decision });
    if ('server' in selection) return { server: selection.server, isHome: serverId === home };
    services.log.warn('no media server for a meeting', { meetingId, reasons: decision.reasons });
    // What is avoided sent this person elsewhere.
    const full = selection.reasons.some(({ reason }) => reason === 'full' || reason === 'avoided');
    return { none: true, full };
  };

  const first = decide(homeServerId ?? wish.unseen.homeOf(meetingId) ?? null);
  // A home that is only full, or avoided by this one client, stays the home of the others.
  const homeStays = servers.some(({ serverId, ready }) => serverId === homeServerId && ready);
  if (homeStays || 'none' in first.selection) return decided(homeServerId, first);
  const { server } = first.selection;
  const winner = await services.homesOnTheirWay.whileTaking(meetingId, server.serverId, () =>
    meetings.takeHome({
      meetingId,
      expected: homeServerId,
      next: server.serverId,
      decided: { ...who, decision: first.decision },
    }),
  );
  if (winner === server.serverId || winner === undefined) return { server, isHome: true };
  // Somebody else was first: people of one meeting belong together.
  return decided(winner);
}

/** Whether a client's lost server is up, as the process that its row speaks of; undefined: none was lost, or it has no row. */
export async function isLostUp(
  { mediaUrls }: Pick<ChooseServerServices, 'mediaUrls'>,
  { servers }: EnterView,
  lost: ServerWish['lost'],
): Promise<boolean | undefined> {
  const server = servers.find(({ serverId }) => serverId === lost?.serverId);
  return server && (await isServerUp(server, mediaUrls));
}

/** The live servers, and whether they take people. */
const readiness = ({ servers }: EnterView, { lost, lostIsUp }: ServerWish) =>
  servers.map((server) => ({
    ...server,
    // A server that died keeps its lease for some seconds; who has just lost it knows more than the database.
    ready: server.state === 'ready' && !(lostIsUp === false && server.serverId === lost?.serverId),
  }));
