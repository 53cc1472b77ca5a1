import { common } from './en/common.ts';
import { controls } from './en/controls.ts';
import { effects } from './en/effects.ts';
import { errors } from './en/errors.ts';
import { failure } from './en/failure.ts';
import { lobby } from './en/lobby.ts';

/**
 * The words that stand on the screen before anybody is in a meeting, in English: the browser waits for them. Those of the
 * meeting itself are `enRoom`'s, those of the screens before and after it `enScreens`'. Other languages are catalogues of the same shape.
 */
export const en = {
  common,
  effects,
  errors,
  failure,
  lobby,
  /** All that the lobby has of them. */
  meeting: controls,
};
