import { admin } from './en/admin.ts';
import { chat } from './en/chat.ts';
import { common } from './en/common.ts';
import { errors } from './en/errors.ts';
import { home } from './en/home.ts';
import { lobby } from './en/lobby.ts';
import { meeting } from './en/meeting.ts';
import { people } from './en/people.ts';
import { screens } from './en/screens.ts';
import { settings } from './en/settings.ts';
import { shortcuts } from './en/shortcuts.ts';

/** Every word on the screen, in English. Other languages are catalogues of the same shape. */
export const en = {
  common,
  errors,
  home,
  lobby,
  screens,
  meeting,
  chat,
  people,
  settings,
  shortcuts,
  admin,
};
