import { expect, it } from 'vitest';
import { ResumeTokens } from './ResumeTokens.ts';

it('PEER-47: a token opens its owner; the first use of one ends those before it; none outlives its owner', () => {
  const tokens = new ResumeTokens<{ name: string }>();
  const [ada, bob] = [{ name: 'Ada' }, { name: 'Bob' }];
  const [first, second, bobs] = [tokens.issue(ada), tokens.issue(ada), tokens.issue(bob)];
  expect(tokens.use(first)).toBe(ada);
  expect(tokens.use(second)).toBe(ada);
  expect(tokens.use(first)).toBeUndefined();
  tokens.revoke(ada);
  expect(tokens.use(second)).toBeUndefined();
  expect(tokens.use(bobs)).toBe(bob);
  expect(tokens.use('')).toBeUndefined();
});

it('PEER-48: only the last two tokens of a peer are good', () => {
  const tokens = new ResumeTokens<object>();
  const owner = {};
  const [first, second] = [tokens.issue(owner), tokens.issue(owner), tokens.issue(owner)];
  expect(tokens.use(first)).toBeUndefined();
  expect(tokens.use(second)).toBe(owner);
});
