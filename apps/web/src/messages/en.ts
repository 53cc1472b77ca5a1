import { common } from './en/common.ts';
import { effects } from './en/effects.ts';
import { errors } from './en/errors.ts';
import { home } from './en/home.ts';
import { lobby } from './en/lobby.ts';
import { meeting } from './en/meeting.ts';
import { screens } from './en/screens.ts';

/**
 * The words that stand on the screen before anybody is in a meeting, in English: the browser waits for them. Those of the
 * meeting itself are `enRoom`'s. Other languages are catalogues of the same shape.
 */
export const en = {
  common,
  effects,
  errors,
  home,
  lobby,
  screens,
  meeting,
};
