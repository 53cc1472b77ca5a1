import type { Role } from '@convene/protocol';
import { expect, it } from 'vitest';
import { keepsDoor, mayStop } from './hostRules.ts';

const roles: readonly Role[] = ['waiting', 'participant', 'cohost', 'host'];

/** Whom each may mute, written out. */
const targets: Readonly<Record<Role, readonly Role[]>> = {
  waiting: [],
  participant: [],
  cohost: ['waiting', 'participant', 'cohost'],
  host: ['waiting', 'participant', 'cohost', 'host'],
};

it.each(roles.flatMap((by) => roles.map((target) => ({ by, target }))))(
  'HOST-1: a $by stops something of a $target only with at least their role, and as host or cohost',
  ({ by, target }) => expect(mayStop(by, target)).toBe(targets[by].includes(target)),
);

it('HOST-41: hosts and cohosts keep the door, and nobody else', () => {
  expect(roles.filter(keepsDoor)).toEqual(['cohost', 'host']);
});
