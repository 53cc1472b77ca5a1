import type { Role } from '@convene/protocol';

const ranks: Readonly<Record<Role, number>> = { waiting: 0, participant: 1, cohost: 2, host: 3 };

/** Whether somebody lets people in, and steers the meeting as a whole. */
export const isModerator = (role: Role | undefined): boolean => role === 'host' || role === 'cohost';

/** What one may do with another person, by the roles of both; the server judges each of it again. */
export type Rights = {
  /** Mute them, turn their camera off, end what they share. */
  readonly stop: boolean;
  readonly lowerHand: boolean;
  readonly remove: boolean;
  /** Make them a co-host or take that from them, and hand over the meeting. */
  readonly appoint: boolean;
};

const NONE: Rights = { stop: false, lowerHand: false, remove: false, appoint: false };

export function rightsOver(self: Role | undefined, target: Role, isSelf: boolean): Rights {
  if (self === undefined || isSelf || !isModerator(self)) return NONE;
  return {
    stop: ranks[self] >= ranks[target],
    lowerHand: true,
    remove: ranks[self] > ranks[target],
    appoint: self === 'host',
  };
}
