import { chat } from './en/chat.ts';
import { controls } from './en/controls.ts';
import { errors } from './en/errors.ts';
import { host } from './en/host.ts';
import { meeting } from './en/meeting.ts';
import { people } from './en/people.ts';
import { quality } from './en/quality.ts';
import { reactions } from './en/reactions.ts';
import { share } from './en/share.ts';
import { shortcuts } from './en/shortcuts.ts';
import { stage } from './en/stage.ts';
import { why } from './en/why.ts';

/** The words that only somebody in the meeting sees: they come with the meeting's own screen (ADR 0005). */
export const enRoom = {
  chat,
  errors,
  host,
  meeting: { ...controls, ...meeting },
  people,
  quality,
  reactions,
  share,
  shortcuts,
  stage,
  why,
};
