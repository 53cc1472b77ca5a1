import { AppError, type Role } from '@convene/protocol';

const RANK: Readonly<Record<Role, number>> = { waiting: 0, participant: 1, cohost: 2, host: 3 };

/** Whether somebody sees and answers who stands before the door. */
export const keepsDoor = (role: Role): boolean => RANK[role] >= RANK.cohost;

/** Whether one may mute the other, turn their camera off or end what they share: a cohost not the host. */
export const mayStop = (by: Role, target: Role): boolean => keepsDoor(by) && RANK[by] >= RANK[target];

/** @throws AppError forbidden */
export function requireKeepsDoor(role: Role): void {
  if (!keepsDoor(role)) throw AppError.forbidden('cohost');
}

/** @throws AppError forbidden */
export function requireMayStop(by: Role, target: Role): void {
  if (!mayStop(by, target)) throw AppError.forbidden(target);
}
