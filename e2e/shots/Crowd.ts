import type { Page } from '@playwright/test';
import { HeadlessParticipant, type Picture } from 'bench';
import { portrait, slide } from './drawing.ts';
import { encodePicture } from './encodePicture.ts';

const NAMES = [
  ...['Grace Hopper', 'Alan', 'Katherine Johnson', 'Mary', 'Linus Pauling', 'Chien-Shiung Wu', 'Radia'],
  ...[
    'Maximiliana von Hohenzollern-Sigmaringen',
    'Şükrü',
    'Zoë Ångström',
    'Dorothy Vaughan',
    'Edsger',
    'Hedy',
  ],
  ...['Srinivasa Ramanujan', 'Niels', 'Emmy Noether', 'Barbara', 'Claude', 'Rosalind Franklin', 'Ólafur'],
  ...['Annie Jump Cannon', 'Tim', 'Margaret Hamilton', 'Vint', 'Sophie Germain', 'Donald', 'Lise Meitner'],
  ...['Карл Маркович', 'Evelyn', 'Joan Clarke', 'Dennis', 'Adele', 'Ken Thompson', 'Frances Allen', 'Bjarne'],
  ...[
    'Jean Bartik',
    'John Backus',
    'Betty',
    'Peter Naur',
    'Kathleen',
    'Tony Hoare',
    'Marlyn',
    'Guido',
    'Ida',
  ],
  ...['Robin Milner', 'Shafi Goldwasser', 'Leslie', 'Karen', 'Butler Lampson', 'Fran', 'Ivan Sutherland'],
];
const JOINING_AT_ONCE = 4;
/** The first ones may share their screen. */
const SHARING = 2;
/** Few are large enough on the screen to need more than the lowest layer. */
const LARGE = 5;

const hasCamera = (index: number) => index % 5 !== 3;

/** People who only send, each with a picture of their own; every fifth has none. */
export class Crowd {
  readonly #options: { readonly url: string; readonly slug: string; readonly page: Page };
  readonly #people: HeadlessParticipant[] = [];

  /** @param options `page`: of a browser that encodes the pictures */
  constructor(options: { url: string; slug: string; page: Page }) {
    this.#options = options;
  }

  get people(): readonly HeadlessParticipant[] {
    return this.#people;
  }

  /** Those whose camera is off. */
  get withoutCamera(): readonly string[] {
    return this.#people.filter((_, index) => !hasCamera(index)).map(({ name }) => name);
  }

  /** So many sit in the meeting when it resolves. */
  async resize(count: number): Promise<void> {
    while (this.#people.length > count) await this.#people.pop()?.leave();
    while (this.#people.length < count) {
      const first = this.#people.length;
      const group = Array.from({ length: Math.min(JOINING_AT_ONCE, count - first) }, (_, index) =>
        this.#join(first + index),
      );
      this.#people.push(...(await Promise.all(group)));
    }
  }

  async close(): Promise<void> {
    await this.resize(0);
  }

  /** So many ask to be let in, one after another. Resolves when each of them was answered; those who came in have left. */
  async knock(count: number): Promise<void> {
    const { url: web, slug } = this.#options;
    const asked = Array.from({ length: count }, (_, index) =>
      HeadlessParticipant.join({
        web,
        slug,
        name: NAMES.at(-1 - index) ?? `Guest ${index}`,
        receive: 'none',
        joinMs: 180_000,
        send: { audio: false, layers: 0, fps: 2, opusFrameMs: 60 },
      }).then(
        (person) => person.leave(),
        () => undefined,
      ),
    );
    await Promise.all(asked);
  }

  async #join(index: number): Promise<HeadlessParticipant> {
    const { url, slug, page } = this.#options;
    const layers = !hasCamera(index) ? 0 : index < LARGE ? 2 : 1;
    const heights = [180, ...(layers === 2 ? [360] : [])];
    const camera = await Promise.all(
      heights.map((height) => encodePicture(page, portrait(index + 1, height))),
    );
    const screen = index < SHARING ? await encodePicture(page, slide(720)) : undefined;
    return HeadlessParticipant.join({
      web: url,
      slug,
      name: NAMES[index % NAMES.length] ?? `Guest ${index}`,
      receive: 'none',
      joinMs: 60_000,
      send: {
        audio: index % 3 === 0,
        layers,
        fps: 2,
        opusFrameMs: index === 0 ? 20 : 60,
        picture: (label, height) => (label === 'screen' && screen) || nearest(camera, height),
      },
    });
  }
}

function nearest(pictures: readonly Picture[], height: number): Picture {
  const [best] = pictures.toSorted((a, b) => Math.abs(a.height - height) - Math.abs(b.height - height));
  if (best === undefined) throw new Error('no picture');
  return best;
}
