import * as z from 'zod/mini';
import {
  readBrowserJson,
  readTab,
  readTabJson,
  writeBrowserJson,
  writeTab,
  writeTabJson,
} from '../storage.ts';

/** What this browser remembers of its person: the name, and which of their devices they joined with. */
const Person = z.object({ name: z.string(), muted: z.boolean(), cameraOff: z.boolean() });
export type Person = z.infer<typeof Person>;

const PERSON = 'convene.person';
const nobody: Person = { name: '', muted: false, cameraOff: false };

export const rememberedPerson = (): Person => readBrowserJson(PERSON, Person) ?? nobody;

export const rememberPerson = (person: Person): void => writeBrowserJson(PERSON, person);

const seatKey = (slug: string) => `convene.inMeeting.${slug}`;

/** How this tab sits in the meeting: a reload comes back to it without the lobby. */
export const rememberedSeat = (slug: string): Person | undefined => readTabJson(seatKey(slug), Person);

export const rememberSeat = (slug: string, person: Person): void => writeTabJson(seatKey(slug), person);

export const forgetSeat = (slug: string): void => writeTab(seatKey(slug), undefined);

const readKey = (slug: string) => `convene.read.${slug}`;

/** Number of the last chat message that this tab showed. */
export const rememberedRead = (slug: string): number => Number(readTab(readKey(slug)) ?? 0) || 0;

export const rememberRead = (slug: string, seq: number): void => writeTab(readKey(slug), String(seq));
