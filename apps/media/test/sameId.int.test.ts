import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_SEAT, UserId } from '@convene/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Installation, type TestMeeting } from './Installation.ts';
import { ServerProcess } from './ServerProcess.ts';
import { TestClient } from './TestClient.ts';

let installation: Installation;
let meeting: TestMeeting;
let folders: string[];
const processes: ServerProcess[] = [];
const people: TestClient[] = [];
const userId = UserId.parse(randomUUID());

beforeAll(async () => {
  installation = await Installation.create();
  meeting = await installation.createMeeting();
  const folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
  folders = [folder, `${folder}-copy`];
  await writeFile(join(folder, 'token-key.pub.json'), JSON.stringify(installation.tokenKey));
});
afterAll(async () => {
  for (const person of people) person.close();
  await Promise.all(processes.map((server) => server.kill()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  await installation.close();
});

async function start(folder: string): Promise<ServerProcess> {
  const server = await ServerProcess.start({ databaseUrl: installation.databaseUrl, folder });
  processes.push(server);
  await server.untilReady();
  return server;
}

/** The same person, with a token for the process that has the row now. */
async function enter(server: ServerProcess): Promise<TestClient> {
  const [row] = await installation.database.servers.list();
  const { serverId, epoch: serverEpoch } = row!;
  const claims = { ...meeting, userId, seatKey: BROWSER_SEAT, title: 'Test', role: 'participant' } as const;
  const token = await installation.signToken({ ...claims, serverId, serverEpoch });
  const person = new TestClient(await server.url(), { token });
  people.push(person);
  return person;
}

it('SERVER-4: the people of the older process are told, and sit in their seats on the younger one', async () => {
  const [folder, copy] = folders as [string, string];
  const older = await start(folder);
  const before = await enter(older);
  const sat = await before.join({ name: 'Ada', muted: true });

  await cp(folder, copy, { recursive: true });
  const younger = await start(copy);
  expect(await before.waitForEvent('closed')).toMatchObject({ reason: 'serverClosing' });
  expect(await older.end()).toEqual([3, null]);

  const after = await enter(younger);
  const sits = await after.join({ name: 'Ada', muted: true, heldSeatEpoch: sat.self.seatEpoch });
  expect(sits.self.participantId).toBe(sat.self.participantId);
  expect(sits.self.seatEpoch).toBeGreaterThan(sat.self.seatEpoch);
  const { participants, servers } = await installation.database.distribution.read();
  expect(participants).toMatchObject([{ participantId: sat.self.participantId }]);
  expect(servers).toMatchObject([{ url: await younger.url(), live: true }]);
});
