import type { Role } from '@convene/protocol';
import { describe, expect, it } from 'vitest';
import { rightsOver } from './hostRights.ts';

const named = (self: Role | undefined, target: Role, isSelf = false) =>
  Object.entries(rightsOver(self, target, isSelf))
    .filter(([, may]) => may)
    .map(([name]) => name);

describe('HOSTUI-1: what is offered for another person', () => {
  it.each([
    ['host', 'participant', ['stop', 'lowerHand', 'remove', 'appoint']],
    ['host', 'cohost', ['stop', 'lowerHand', 'remove', 'appoint']],
    ['cohost', 'participant', ['stop', 'lowerHand', 'remove']],
    ['cohost', 'cohost', ['stop', 'lowerHand']],
    ['cohost', 'host', ['lowerHand']],
    ['participant', 'participant', []],
    ['participant', 'host', []],
    ['waiting', 'participant', []],
    [undefined, 'participant', []],
  ] satisfies [Role | undefined, Role, string[]][])('%s and a %s: %j', (self, target, rights) => {
    expect(named(self, target)).toEqual(rights);
  });

  it('nothing for oneself', () => {
    expect(named('host', 'host', true)).toEqual([]);
  });
});
