import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BROWSER_SEAT, ServerEpoch, ServerId, UserId } from '@convene/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Installation, type TestMeeting } from './Installation.ts';
import { ServerProcess } from './ServerProcess.ts';
import { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

const SHIFTED_CLOCK = pathToFileURL(join(import.meta.dirname, 'shiftedClock.mjs')).href;
const OFFSETS_MS = [60_000, -60_000];
const Health = z.object({ serverId: ServerId, epoch: ServerEpoch });
const Links = z.object({ links: z.array(z.object({ state: z.string() })) });

let installation: Installation;
let meeting: TestMeeting;
let folders: string[];
let servers: ServerProcess[];
let people: TestClient[];

beforeAll(async () => {
  installation = await Installation.create();
  meeting = await installation.createMeeting();
  folders = await Promise.all(OFFSETS_MS.map(() => mkdtemp(join(tmpdir(), 'convene-media-'))));
  people = [];
  servers = [];
  for (const [index, folder] of folders.entries()) {
    await writeFile(join(folder, 'token-key.pub.json'), JSON.stringify(installation.tokenKey));
    servers.push(
      await ServerProcess.start({
        databaseUrl: installation.databaseUrl,
        folder,
        imports: [SHIFTED_CLOCK],
        env: { CLOCK_OFFSET_MS: String(OFFSETS_MS[index]) },
      }),
    );
  }
  await Promise.all(servers.map((server) => server.untilReady()));
});
afterAll(async () => {
  for (const person of people) person.close();
  await Promise.all(servers.map((server) => server.kill()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  await installation.close();
});

/** Somebody with a token that is good for 30 s, half of what the server's clock is off by. */
async function enter(server: ServerProcess): Promise<TestClient> {
  const url = await server.url();
  const { serverId, epoch } = Health.parse(await (await fetch(`${url}/health`)).json());
  const claims = { userId: UserId.parse(randomUUID()), seatKey: BROWSER_SEAT, title: 'Test', ...meeting };
  const token = await installation.signToken(
    { ...claims, role: 'participant', serverId, serverEpoch: epoch, spread: true },
    30,
  );
  const person = new TestClient(url, { token });
  people.push(person);
  return person;
}

it('CLOCK-3: two servers whose clocks are two minutes apart let people in and link to each other', async () => {
  const [ada, bob] = [await enter(servers[0]!), await enter(servers[1]!)];
  await ada.join({ name: 'Ada' });
  const { self } = await bob.join({ name: 'Bob' });
  expect(await ada.waitForEvent('newPeer')).toMatchObject({
    participant: { participantId: self.participantId },
  });
  for (const server of servers) {
    await waitUntil('the link to the other server', async () => {
      const { links } = Links.parse(await (await fetch(`${await server.url()}/cluster`)).json());
      return links.length === 1 && links[0]!.state === 'open';
    });
  }
});

it('CLOCK-1: who came when is the database’s to say', async () => {
  const [row] = await installation.query(
    'SELECT bool_and(abs(extract(epoch FROM joined_at - now())) < 30) AS near, count(*)::integer AS people FROM participant',
  );
  expect(row).toEqual({ near: true, people: 2 });
});
