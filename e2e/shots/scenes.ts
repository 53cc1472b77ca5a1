import type { Page } from '@playwright/test';
import { hostScenes } from './hostScenes.ts';
import { meetingScenes } from './meetingScenes.ts';
import { stageScenes } from './stageScenes.ts';
import type { Scene } from './Stage.ts';

/** A page that is opened and looked at. */
const page = (name: string, path: string): Scene => ({
  name,
  shoot: async ({ studio }) => {
    const opened = await studio.open();
    await opened.goto(path);
    await studio.shoot(opened, name);
    await opened.context().close();
  },
});

/** A lobby on a machine whose devices are refused or missing. */
const lobbyWithout = (name: string, devices: 'refused' | 'missing' | 'noCamera'): Scene => ({
  name,
  shoot: async ({ studio }) => {
    const opened = await studio.open(devices);
    await opened.goto('/');
    await opened.getByRole('button', { name: 'New meeting' }).click();
    await opened.getByRole('textbox', { name: 'Your name' }).waitFor();
    await studio.shoot(opened, name);
    await opened.context().close();
  },
});

/** The page of a meeting whose door answers with that. */
const answered = (name: string, status: number, answer: object): Scene => ({
  name,
  shoot: async ({ studio }) => {
    const opened = await studio.open();
    const body = JSON.stringify(answer);
    await opened.route('**/api/trpc/meeting.enter*', (route) =>
      route.fulfill({ status, contentType: 'application/json', body }),
    );
    await opened.goto('/m/aaa-bbbb-ccc');
    await studio.shoot(opened, name);
    await opened.context().close();
  },
});

const result = (name: string, data: object): Scene => answered(name, 200, { result: { data } });

const refused = (name: string, code: string): Scene =>
  answered(name, 500, { error: { code: -32603, message: '', data: { wire: { code } } } });

const beforeMeeting: readonly Scene[] = [
  page('home', '/'),
  {
    name: 'home-wrongCode',
    shoot: async ({ studio }, name) => {
      const opened = await studio.open();
      await opened.goto('/');
      await opened.getByRole('textbox').fill('nonsense!');
      await opened.keyboard.press('Enter');
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
  page('notFound-page', '/nothing/here'),
  page('notFound-meeting', '/m/zzz-zzzz-zzz'),
  result('failed-full', { result: 'full', limit: 100 }),
  result('failed-ended', { result: 'ended' }),
  result('failed-locked', { result: 'locked' }),
  result('failed-keptOut', { result: 'removed' }),
  refused('failed-unauthorized', 'unauthorized'),
  result('waiting-noServer', { result: 'noServer', retryAfterMs: 30_000 }),
  result('waiting-full', { result: 'noServer', retryAfterMs: 30_000, full: true }),
  {
    name: 'waiting-noAnswer',
    shoot: async ({ studio }, name) => {
      const opened = await studio.open();
      await opened.route('**/api/trpc/meeting.enter*', (route) => route.abort());
      await opened.goto('/m/aaa-bbbb-ccc');
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
  {
    name: 'lobby',
    shoot: async (stage, name) => {
      const { studio } = stage;
      const { page: opened } = await stage.newLobby();
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
  {
    name: 'lobby-check',
    shoot: async (stage, name) => {
      const { studio } = stage;
      const { page: opened } = await stage.newLobby();
      await opened.getByRole('button', { name: 'Check connection' }).click();
      await opened.getByRole('button', { name: 'Check again' }).waitFor();
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
  {
    name: 'failure-updated',
    shoot: async (stage, name) => {
      const { studio } = stage;
      const { page: opened } = await stage.newLobby();
      await opened.route('**/_next/static/chunks/**', (route) => route.fulfill({ status: 404 }));
      await opened.getByRole('button', { name: 'Check connection' }).click();
      await opened.getByText('Convene was updated').waitFor();
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
  lobbyWithout('lobby-refused', 'refused'),
  lobbyWithout('lobby-missing', 'missing'),
  lobbyWithout('lobby-noCamera', 'noCamera'),
  {
    name: 'lobby-occupied',
    shoot: async (stage, name) => {
      const { studio } = stage;
      const { page: first, path } = await stage.newLobby();
      await stage.join(first);
      const second = await studio.tab(first.context());
      await second.goto(path);
      await second.getByRole('button', { name: 'Switch to this tab' }).waitFor();
      await studio.shoot(second, name);
      await second.getByRole('button', { name: 'Switch to this tab' }).click();
      await first.getByText('continues in another tab').waitFor();
      await studio.shoot(first, 'ended-takenOver');
      await first.context().close();
    },
  },
  {
    name: 'ended-left',
    shoot: async (stage, name) => {
      const { studio } = stage;
      const { page: opened } = await stage.newLobby();
      await stage.join(opened);
      await opened.getByRole('button', { name: 'Leave' }).click();
      await opened.getByRole('button', { name: 'Rejoin' }).waitFor();
      await studio.shoot(opened, name);
      await opened.context().close();
    },
  },
];

async function signIn(opened: Page, secret: string): Promise<void> {
  await opened.getByRole('textbox', { name: 'Admin secret' }).fill(secret);
  await opened.keyboard.press('Enter');
  await opened.getByRole('table', { name: 'People' }).waitFor();
}

const admin: readonly Scene[] = [
  page('admin-signIn', '/admin'),
  {
    name: 'admin',
    tiles: 9,
    shoot: async (stage, name) => {
      await stage.inMeeting(9);
      const opened = await stage.studio.open();
      await opened.goto('/admin');
      await signIn(opened, stage.convene.adminSecret);
      await stage.studio.shoot(opened, name);
      await opened.context().close();
    },
  },
];

export const SCENES: readonly Scene[] = [
  ...beforeMeeting,
  ...meetingScenes,
  ...stageScenes,
  ...hostScenes,
  ...admin,
];
