import { AppError, rankOf, type Role } from '@convene/protocol';

/** Whether somebody sees and answers who stands before the door. */
export const keepsDoor = (role: Role): boolean => rankOf(role) >= rankOf('cohost');

/** Whether one may mute the other, turn their camera off or end what they share: a cohost not the host. */
export const mayStop = (by: Role, target: Role): boolean => keepsDoor(by) && rankOf(by) >= rankOf(target);

/** @throws AppError forbidden */
export function requireKeepsDoor(role: Role): void {
  if (!keepsDoor(role)) throw AppError.forbidden('cohost');
}

/** @throws AppError forbidden */
export function requireMayStop(by: Role, target: Role): void {
  if (!mayStop(by, target)) throw AppError.forbidden(target);
}
