import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalCluster } from './LocalCluster.ts';

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
