import { expect, test } from 'vitest';
import { installProblem } from './installation.mjs';

test.each([
  ['npm error code ENOTFOUND\nnpm error network request failed', 'The npm registry is out of reach'],
  ['npm error code ENOSPC\nnpm error nospc no space left on device', 'The disk is full'],
  ['npm error code EUSAGE\nnpm error `npm ci` can only install …', 'package-lock.json does not fit'],
  ["npm error code EACCES\nnpm error syscall mkdir '/x/node_modules'", 'may not write node_modules'],
  ['npm warn something\nnpm error code ELIFECYCLE', 'npm error code ELIFECYCLE'],
])('START-11: what npm says becomes one sentence (%j)', (output, sentence) => {
  const { message } = installProblem(output, '/data/logs/install.log');
  expect(message).toContain(sentence);
  expect(message).not.toContain('\n');
});
