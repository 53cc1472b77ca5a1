import { common } from './en/common.ts';
import { controls } from './en/controls.ts';
import { effects } from './en/effects.ts';
import { failure } from './en/failure.ts';
import { lobby } from './en/lobby.ts';

/**
 * The words that stand on the screen before anybody is in a meeting, in English: the browser waits for them. Those of the
 * meeting itself are `enRoom`'s, those of the screens before and after it `enScreens`', and the
 * sentences of errors `enErrors`'. Other languages are catalogues of the same shape.
 */
export const en = {
  common,
  effects,
  failure,
  lobby,
  /** All that the lobby has of them. */
  meeting: controls,
};
