import type { Page } from '@playwright/test';
import { HeadlessParticipant } from 'bench';

type Send = NonNullable<Parameters<typeof HeadlessParticipant.join>[0]['send']>;

/** People who only send, in the meeting of the page. */
export async function crowd(
  page: Page,
  names: readonly string[],
  send: Send,
): Promise<HeadlessParticipant[]> {
  const { origin, pathname } = new URL(page.url());
  const people: HeadlessParticipant[] = [];
  for (let first = 0; first < names.length; first += 6) {
    const group = names.slice(first, first + 6).map((name) =>
      HeadlessParticipant.join({
        web: origin,
        slug: pathname.replace('/m/', ''),
        name,
        receive: 'none',
        send,
        joinMs: 60_000,
      }),
    );
    people.push(...(await Promise.all(group)));
  }
  return people;
}

export const named = (count: number) => Array.from({ length: count }, (_, index) => `Guest ${index + 1}`);
