import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalCluster } from './LocalCluster.ts';
import { waitFor, waitUntil } from './waitFor.ts';

let cluster: LocalCluster;

beforeAll(async () => {
  cluster = await LocalCluster.start({ servers: 3, each: { workers: 1 } });
});
afterAll(() => cluster.close());

it('MAP-1: each server writes how the others reach it, and by which key it is known (000-2, 000-8, 000-32)', async () => {
  const rows = await cluster.database.servers.list();
  const told = cluster.servers.map(({ server }) => ({ serverId: server.serverId, linkUrl: server.linkUrl }));
  expect(rows.map(({ serverId, linkUrl }) => ({ serverId, linkUrl }))).toEqual(told);
  expect(new Set(rows.map(({ linkPublicKey }) => linkPublicKey)).size).toBe(3);
});

it('MAP-2: people of one meeting sit on different servers, each of which has its part (000-12)', async () => {
  const meeting = await cluster.createMeeting();
  for (const index of [0, 1, 2]) await (await cluster.enter(index, meeting)).join();
  const { participants } = await cluster.database.distribution.read();
  const servers = participants.map(({ serverId }) => serverId);
  expect(new Set(servers)).toEqual(new Set(cluster.servers.map(({ serverId }) => serverId)));
});

it('LINK-10: /cluster shows how the links of a server stand', async () => {
  const meeting = await cluster.createMeeting();
  for (const index of [0, 1]) await (await cluster.enter(index, meeting)).join();
  const [one, two] = [cluster.server(0), cluster.server(1)];
  const linksOf = async ({ url }: typeof one) => {
    const answer = (await (await fetch(`${url}/cluster`)).json()) as { links: Record<string, unknown>[] };
    return answer.links;
  };
  await waitUntil('an open link', async () => {
    const links = await linksOf(one);
    return links.some(({ serverId, state }) => serverId === two.serverId && state === 'open');
  });
  two.linkRelay?.cut();
  const broken = await waitFor('it to break', async () => {
    const links = await linksOf(one);
    return links.find(({ serverId, state }) => serverId === two.serverId && state === 'retrying');
  });
  expect(broken).toMatchObject({ reason: 'outOfReach', since: expect.any(Number) as number });
  two.linkRelay?.mend();
});
