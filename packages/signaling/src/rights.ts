import { AppError, assertNever, rankOf, type Role } from '@convene/protocol';
import type { PeerStanding } from './ports.ts';

/**
 * What a procedure needs of its caller. `lobby`: any peer that is not closed or leaving; `close`: also one that is
 * leaving; the rest: a peer that sits in the meeting with at least that role.
 */
export type Right = 'lobby' | 'close' | Role;

/** Throws unless a peer of this standing has the right. @throws AppError wrongState, forbidden */
export function requireRight(standing: PeerStanding, right: Right, request: string): void {
  switch (standing.state) {
    case 'closed': {
      throw AppError.wrongState(request, 'closed');
    }
    case 'leaving': {
      if (right === 'close') return;
      throw AppError.wrongState(request, 'leaving');
    }
    case 'lobby': {
      if (right === 'lobby' || right === 'close') return;
      throw AppError.wrongState(request, 'lobby');
    }
    case 'joined': {
      if (right === 'lobby' || right === 'close' || rankOf(standing.role) >= rankOf(right)) return;
      throw AppError.forbidden(right);
    }
    default: {
      assertNever(standing);
    }
  }
}
