import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { installProbe, receivedAudio, videoStats } from './probe.ts';

type Options = {
  readonly browser: Browser;
  readonly name: string;
  /** Where Convene is. */
  readonly url: string;
  /** The context of another person: the same browser profile, another tab. */
  readonly context?: BrowserContext;
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'light' | 'dark';
};

/** One person at a browser, with the verbs of a meeting. Finds everything by the names of the English catalogue. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything that crossed the page's WebSockets, as text. */
  readonly socketFrames: string[] = [];
  /** Errors that the page threw or logged. */
  readonly errors: string[] = [];
  /** Errors that belong to what the test does: what browsers write of a lost connection. */
  readonly #expected: RegExp[] = [];

  private constructor(options: { name: string; page: Page; context: BrowserContext }) {
    this.name = options.name;
    this.page = options.page;
    this.context = options.context;
    const note = (error: string) => {
      if (!this.#expected.some((pattern) => pattern.test(error))) this.errors.push(error);
    };
    this.page.on('pageerror', (error) => note(String(error)));
    this.page.on('console', (message) => {
      if (message.type() === 'error') note(message.text());
    });
    this.page.on('websocket', (socket) => {
      const keep = ({ payload }: { payload: string | Buffer }) => this.socketFrames.push(String(payload));
      socket.on('framesent', keep);
      socket.on('framereceived', keep);
    });
  }

  static async create(options: Options): Promise<Person> {
    const context =
      options.context ??
      (await options.browser.newContext({
        baseURL: options.url,
        viewport: options.viewport ?? { width: 1280, height: 800 },
        colorScheme: options.colorScheme ?? 'light',
        ignoreHTTPSErrors: true,
      }));
    const page = await context.newPage();
    await installProbe(page);
    return new Person({ name: options.name, page, context });
  }

  expectErrors(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** What the page says of its lost connection. */
  get recovery(): Locator {
    return this.page.getByRole('main').getByRole('status');
  }

  get draft(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  async participantId(): Promise<string> {
    return (await this.tile(this.name).getAttribute('data-participant-id')) ?? '';
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get controls(): Locator {
    return this.page.getByRole('toolbar', { name: 'Meeting controls' });
  }

  control(name: string): Locator {
    return this.controls.getByRole('button', { name, exact: true });
  }

  tile(name: string): Locator {
    return this.page.getByRole('list', { name: 'Participants' }).getByRole('group', { name, exact: true });
  }

  /** The screen that somebody shares. */
  screenOf(name: string): Locator {
    return this.page.getByRole('group', { name: `${name}’s screen`, exact: true });
  }

  get tiles(): Locator {
    return this.page.getByRole('list', { name: 'Participants' }).getByRole('group');
  }

  get messages(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  /** Makes a meeting from the home page; answers its path. */
  async createMeeting(): Promise<string> {
    await this.page.goto('/');
    await this.button('New meeting').click();
    await this.page.waitForURL(/\/m\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
    return new URL(this.page.url()).pathname;
  }

  async openLobby(path: string): Promise<void> {
    await this.page.goto(path);
    await expect(this.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
  }

  /** From an open lobby into the meeting. */
  async joinNow(button = 'Join now'): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(this.name);
    await this.button(button).click();
    await this.expectInMeeting();
  }

  async expectInMeeting(): Promise<void> {
    await expect(this.controls).toBeVisible();
    await expect(this.tile(this.name)).toBeVisible();
  }

  async join(path: string): Promise<void> {
    await this.openLobby(path);
    await this.joinNow();
  }

  async say(text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: 'Message' });
    if (!(await box.isVisible())) await this.control('Chat').click();
    await box.fill(text);
    await this.button('Send').click();
  }

  async leave(): Promise<void> {
    await this.control('Leave').click();
    await expect(this.controls).toBeHidden();
  }

  /** The person's picture comes: three more frames were decoded since the first look. */
  async expectVideoOf(name: string): Promise<void> {
    let first: number | undefined;
    await expect
      .poll(
        async () => {
          const frames = (await videoStats(this.page, name))?.framesDecoded;
          first ??= frames;
          return first === undefined || frames === undefined ? 0 : frames - first;
        },
        { message: `${this.name} decodes frames of ${name}`, timeout: 20_000 },
      )
      .toBeGreaterThanOrEqual(3);
  }

  /** Sound comes: audio energy grows. */
  async expectSound(): Promise<void> {
    const before = await receivedAudio(this.page);
    await expect
      .poll(async () => (await receivedAudio(this.page)).energy, { message: `${this.name} hears something` })
      .toBeGreaterThan(before.energy + 1e-5);
  }
}
