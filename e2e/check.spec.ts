import type { Locator } from '@playwright/test';
import type { WireQuality } from 'bench';
import type { Convene } from './support/Convene.ts';
import { chooseOnTile } from './support/menus.ts';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** Five times what a check may take: the machine may have other things to do. */
const CHECK_MS = 40_000;

/** What the line of a test is like, each for itself. */
const WORSE = { delayMs: 80, lossRatio: 0.3, bandwidth: 1_500_000 };

const panelOf = ({ page }: Person): Locator => page.getByRole('region', { name: 'Your connection' });
const row = (panel: Locator, name: string): Locator => panel.getByRole('term').filter({ hasText: name });
/** The grade of a row stands behind its name and its figure. */
const gradeOf = (panel: Locator, name: string): Locator =>
  row(panel, name).locator('xpath=following-sibling::dd[2]');
const figureOf = (panel: Locator, name: string): Locator =>
  row(panel, name).locator('xpath=following-sibling::dd[1]');

/** The number that a row shows; undefined: none, for want of time. */
async function numberIn(panel: Locator, name: string): Promise<number | undefined> {
  const [number] = /[\d.]+/.exec((await figureOf(panel, name).textContent()) ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Presses the button, and waits for what comes of it; meanwhile what is to be done at the steps is done. */
async function check(
  person: Person,
  button: string,
  during: (panel: Locator) => Promise<void> = async () => {},
): Promise<Locator> {
  const startedAt = performance.now();
  await person.button(button).click();
  const panel = panelOf(person);
  await during(panel);
  await expect(person.button('Check again')).toBeVisible({ timeout: CHECK_MS });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const figures = await panel.locator('dd').allTextContents();
  test.info().annotations.push({ type: 'check', description: [`${seconds} s`, ...figures].join(', ') });
  return panel;
}

/** The server at which each socket of the page ends that asks for a check, the last one last. */
function watchServers(person: Person, convene: Convene): readonly string[] {
  const asked: string[] = [];
  person.page.on('websocket', (socket) => {
    const server = convene.mediaServers.find(({ url }) => new URL(url).host === new URL(socket.url()).host);
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"openCheck"')) asked.push(server?.id ?? socket.url());
    });
  });
  return asked;
}

function serverOf({ mediaServers }: Convene, id: string | undefined): Convene['mediaServers'][number] {
  const server = mediaServers.find((each) => each.id === id);
  if (server === undefined) throw new Error(`no server ${id}`);
  return server;
}

test.afterEach(({ convene }) => convene.wires.mend());

test('LINE-1, LINE-10, LINE-11: on a good line all is measured, of the very server that is joined', async ({
  person,
  convene,
}) => {
  test.setTimeout(180_000);
  const ada = await person('Ada');
  const servers = watchServers(ada, convene);
  await ada.createMeeting();
  await expect(ada.page.getByText('Server reached')).toBeVisible();

  const found = await check(ada, 'Check connection');
  await expect(gradeOf(found, 'Path')).toHaveText('Good');
  await expect(figureOf(found, 'Path')).toHaveText('UDP');
  await expect(figureOf(found, 'Round trip')).toHaveText(/^\d+ ms$/);
  for (const direction of ['Upload', 'Download']) {
    await expect(figureOf(found, direction)).toHaveText(/at least \d+\.\d Mbit\/s/);
    await expect(figureOf(found, direction)).not.toHaveText(/at least 0\.0/);
  }
  await ada.joinNow();
  const { serverId } = await convene.seatOf(await ada.participantId());
  expect(new Set(servers)).toEqual(new Set([serverId]));
});

test('LINE-2, LINE-10: where nothing gets through the lobby says so by itself, and the check names the port', async ({
  person,
  convene,
}) => {
  test.setTimeout(120_000);
  const { wires } = convene;
  const ada = await person('Ada');
  for (const index of convene.mediaServers.keys()) wires.clientsOf(index).silence();
  await ada.createMeeting();
  await expect(ada.page.getByText('lets neither sound nor pictures through')).toBeVisible({
    timeout: 60_000,
  });
  const panel = await check(ada, 'Check connection');
  await expect(figureOf(panel, 'Path')).toHaveText('None');
  await expect(row(panel, 'Upload')).toHaveCount(0);
  await expect(panel.getByText(/Neither UDP nor TCP port \d+ of the server can be reached/)).toBeVisible();
});

test('LINE-1, LINE-3, LINE-7, LINE-8: loss, a long way and a narrow line are told, near what they are', async ({
  person,
  convene,
}) => {
  test.setTimeout(120_000);
  const degrade = (quality: WireQuality) => {
    for (const index of convene.mediaServers.keys()) convene.wires.clientsOf(index).degrade(quality);
  };
  const ada = await person('Ada');
  await ada.createMeeting();
  await expect(ada.page.getByText('Server reached')).toBeVisible();
  degrade({ delayMs: WORSE.delayMs });
  const panel = await check(ada, 'Check connection', async (running) => {
    // What it takes to connect comes through: else there would be nothing to measure.
    await running.getByText('Measuring delay and loss').waitFor({ timeout: CHECK_MS });
    degrade({ delayMs: WORSE.delayMs, lossRatio: WORSE.lossRatio });
    await running.getByText('Measuring upload').waitFor({ timeout: CHECK_MS });
    degrade({ bandwidth: WORSE.bandwidth });
  });
  await expect(panel.getByText('Your connection will give you trouble.')).toBeVisible();
  await expect(figureOf(panel, 'Path')).toHaveText('UDP');

  const roundTripMs = await numberIn(panel, 'Round trip');
  expect(roundTripMs).toBeGreaterThanOrEqual(2 * WORSE.delayMs);
  expect(roundTripMs).toBeLessThan(5 * 2 * WORSE.delayMs);
  await expect(gradeOf(panel, 'Round trip')).not.toHaveText('Good');

  const lostPercent = await numberIn(panel, 'Loss');
  // The first pings may have gone before the line became bad; and a busy machine loses some more.
  expect(lostPercent).toBeGreaterThan((100 * WORSE.lossRatio) / 4);
  expect(lostPercent).toBeLessThan(75);
  await expect(gradeOf(panel, 'Loss')).toHaveText('Poor');
  await expect(panel.getByRole('listitem').first()).toHaveText(/Much of what is sent gets lost/);

  for (const direction of ['Upload', 'Download']) {
    // What has waited for a busy machine may come all at once; on one that is too busy the time is up before.
    expect((await numberIn(panel, direction)) ?? 0).toBeLessThan((2 * WORSE.bandwidth) / 1_000_000);
    await expect(gradeOf(panel, direction)).not.toHaveText('Good');
  }
});

test('LINE-2: where UDP is blocked the check says so, and people meet over TCP', async ({
  person,
  convene,
  placement,
}) => {
  test.setTimeout(150_000);
  const { wires } = convene;
  await wires.openTcp();
  for (const index of convene.mediaServers.keys()) wires.clientsOf(index).silence();
  const ada = await person('Ada', { devices: 'small' });
  const path = await ada.createMeeting();
  await expect(ada.page.getByText('Server reached')).toBeVisible({ timeout: 60_000 });
  const panel = await check(ada, 'Check connection');
  await expect(figureOf(panel, 'Path')).toHaveText('TCP only');
  await expect(gradeOf(panel, 'Path')).toHaveText('Fair');
  const meaning = /UDP is blocked on your network: video goes over TCP.*allow UDP to port \d+\./;
  await expect(panel.getByText(meaning)).toBeVisible();
  for (const direction of ['Upload', 'Download']) {
    await expect(figureOf(panel, direction)).toHaveText(/at least \d+\.\d Mbit\/s/);
  }

  await ada.joinNow();
  const bob = await person('Bob', { devices: 'small' });
  await bob.join(path);
  await placement.expectApart(2);
  await bob.expectVideoOf('Ada');
  await ada.expectVideoOf('Bob');
  // Of one's own picture, and of somebody else's.
  for (const name of ['Ada', 'Bob']) {
    await chooseOnTile(ada, name, name === 'Ada' ? 'How do others see me?' : 'Why is my picture bad?');
    await expect(
      ada.page
        .getByRole('term')
        .filter({ hasText: 'Connected over' })
        .locator('xpath=following-sibling::dd[1]'),
    ).toHaveText('TCP');
  }
});

test('LINE-11: the server dies during the check: it begins anew at the next one, and joins there', async ({
  person,
  convene,
}) => {
  test.setTimeout(120_000);
  const ada = await person('Ada');
  ada.expectErrors(/WebSocket/);
  const servers = watchServers(ada, convene);
  await ada.createMeeting();
  await expect(ada.page.getByText('Server reached')).toBeVisible();
  await ada.button('Check connection').click();
  await expect(panelOf(ada).getByText('Measuring delay and loss')).toBeVisible();
  const { pid } = serverOf(convene, servers.at(-1));
  process.kill(pid, 'SIGKILL');
  await expect(ada.button('Check again')).toBeVisible({ timeout: 2 * CHECK_MS });
  await expect(gradeOf(panelOf(ada), 'Path')).toHaveText('Good');
  await ada.joinNow();
  const { serverId } = await convene.seatOf(await ada.participantId());
  expect(servers.at(-1)).toBe(serverId);
  await expect.poll(() => convene.isWhole(), { message: 'all servers are back', timeout: 60_000 }).toBe(true);
});
