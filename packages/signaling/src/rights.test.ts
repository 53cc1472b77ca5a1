import { AppError, type Role } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import type { PeerStanding } from './ports.ts';
import { requireRight, type Right } from './rights.ts';

const roles: readonly Role[] = ['waiting', 'participant', 'cohost', 'host'];
const rights: readonly Right[] = ['lobby', 'close', ...roles];
const standings: readonly PeerStanding[] = [
  { state: 'lobby' },
  { state: 'leaving' },
  { state: 'closed' },
  ...roles.map((role) => ({ state: 'joined', role }) as const),
];

/** The rights that each standing has, written out. */
const allowed: Readonly<Record<string, readonly Right[]>> = {
  lobby: ['lobby', 'close'],
  leaving: ['close'],
  closed: [],
  'joined waiting': ['lobby', 'close', 'waiting'],
  'joined participant': ['lobby', 'close', 'waiting', 'participant'],
  'joined cohost': ['lobby', 'close', 'waiting', 'participant', 'cohost'],
  'joined host': ['lobby', 'close', 'waiting', 'participant', 'cohost', 'host'],
};

const nameOf = (standing: PeerStanding) =>
  standing.state === 'joined' ? `joined ${standing.role}` : standing.state;

describe('rights', () => {
  for (const standing of standings) {
    it.each(rights)(`RIGHT-1: a peer that is ${nameOf(standing)} asks for %s`, (right) => {
      const ask = () => requireRight(standing, right, 'produce');
      if (allowed[nameOf(standing)]!.includes(right)) expect(ask).not.toThrow();
      else expect(ask).toThrow(AppError);
    });
  }

  it('RIGHT-2: the wrong state and the missing right are told apart', () => {
    expect(() => requireRight({ state: 'lobby' }, 'participant', 'produce')).toThrow('wrongState');
    expect(() => requireRight({ state: 'joined', role: 'waiting' }, 'participant', 'produce')).toThrow(
      'forbidden',
    );
  });
});
