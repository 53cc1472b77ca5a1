import type { Locator } from '@playwright/test';
import type { Convene } from './support/Convene.ts';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** Five times what a check may take: the machine may have other things to do. */
const CHECK_MS = 40_000;

const panelOf = ({ page }: Person): Locator => page.getByRole('region', { name: 'Your connection' });
const row = (panel: Locator, name: string): Locator => panel.getByRole('term').filter({ hasText: name });
/** The grade of a row stands behind its name and its figure. */
const gradeOf = (panel: Locator, name: string): Locator =>
  row(panel, name).locator('xpath=following-sibling::dd[2]');
const figureOf = (panel: Locator, name: string): Locator =>
  row(panel, name).locator('xpath=following-sibling::dd[1]');

/** Presses the button, and waits for what comes of it. */
async function check(person: Person, button: string): Promise<Locator> {
  const startedAt = performance.now();
  await person.button(button).click();
  const panel = panelOf(person);
  await expect(person.button('Check again')).toBeVisible({ timeout: CHECK_MS });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  test.info().annotations.push({ type: 'check', description: `${seconds} s` });
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
  await expect(panel.getByText(/Neither UDP nor TCP port \d+ of the server can be reached/)).toBeVisible();
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
