import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_SEAT, ServerId, UserId } from '@convene/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Installation, type TestMeeting } from './Installation.ts';
import { ServerProcess } from './ServerProcess.ts';
import { TestClient } from './TestClient.ts';
import { waitUntil } from './waitFor.ts';

/** A tenth of the real ones, as far as two processes beside others keep them. */
const LIMITS = {
  LIMIT_HEARTBEAT_MS: '300',
  LIMIT_LEASE_MS: '3000',
  LIMIT_EXPIRED_SERVER_MS: '1000',
  LIMIT_SEAT_KEPT_MS: '1500',
  LIMIT_HEIR_MS: '200',
};

let installation: Installation;
const folders: string[] = [];
const servers: ServerProcess[] = [];
const clients: TestClient[] = [];

beforeAll(async () => {
  installation = await Installation.create();
  for (let n = 0; n < 2; n += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'convene-media-'));
    folders.push(folder);
    await writeFile(join(folder, 'token-key.pub.json'), JSON.stringify(installation.tokenKey));
    const { databaseUrl } = installation;
    servers.push(await ServerProcess.start({ databaseUrl, folder, env: LIMITS }));
  }
  for (const server of servers) await server.untilReady();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all(servers.map((server) => server.kill()));
  await installation.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function sit(
  server: ServerProcess,
  meeting: TestMeeting,
  { name, userId }: { name: string; userId?: UserId },
) {
  const stats = await server.stats();
  const row = (await installation.database.servers.list()).find(
    ({ serverId }) => serverId === stats.serverId,
  );
  const token = await installation.signToken({
    userId: userId ?? UserId.parse(randomUUID()),
    seatKey: BROWSER_SEAT,
    meetingId: meeting.meetingId,
    slug: meeting.slug,
    title: 'Test',
    role: 'participant',
    serverId: ServerId.parse(stats.serverId),
    serverEpoch: row!.epoch,
  });
  const client = new TestClient(await server.url(), { token });
  clients.push(client);
  return { client, joined: await client.join({ name }) };
}

it('HOST-23: the host whose server is killed has an heir on the other one, who may what a host may', async () => {
  const meeting = await installation.createMeeting();
  const [hosts, others] = [servers[0]!, servers[1]!];
  const host = await sit(hosts, meeting, { name: 'Host', userId: meeting.hostUserId });
  expect(host.joined.self.role).toBe('host');
  const [bob, eve] = [
    await sit(others, meeting, { name: 'Bob' }),
    await sit(others, meeting, { name: 'Eve' }),
  ];
  const { participantId } = bob.joined.self;
  hosts.signal('SIGKILL');
  await hosts.end();
  for (const { client } of [bob, eve]) {
    await waitUntil('Bob to be host', () =>
      client
        .eventsOf('participantUpdated')
        .some(
          ({ participant }) => participant.participantId === participantId && participant.role === 'host',
        ),
    );
  }
  // And he alone.
  await expect(eve.client.trpc.setLocked.mutate({ locked: true })).rejects.toThrow();
  await bob.client.trpc.endMeeting.mutate().catch(() => undefined);
  for (const { client } of [bob, eve]) {
    await client.waitForClose();
    expect(client.closeReason).toBe('ended');
  }
});
