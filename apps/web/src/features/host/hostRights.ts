import { rankOf, type Role } from '@convene/protocol';

/** Whether somebody lets people in, and steers the meeting as a whole. */
export const isHostOrCohost = (role: Role | undefined): boolean => role === 'host' || role === 'cohost';

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
  if (self === undefined || isSelf || !isHostOrCohost(self)) return NONE;
  return {
    stop: rankOf(self) >= rankOf(target),
    lowerHand: true,
    remove: rankOf(self) > rankOf(target),
    appoint: self === 'host',
  };
}
