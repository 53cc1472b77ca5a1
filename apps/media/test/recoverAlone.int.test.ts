import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerBin } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import type { TestMeeting } from './Installation.ts';
import { LocalServer } from './LocalServer.ts';
import { audioParameters } from './rtp.ts';
import { waitFor, waitUntil } from './waitFor.ts';
import { codeOf } from './wireCode.ts';

describe('the only worker', () => {
  const sit = async (local: LocalServer, meeting: TestMeeting) => {
    const client = await local.enter(meeting);
    const { routerRtpCapabilities, recvTransport } = await client.trpc.prepare.mutate();
    const { self } = await client.joinWith(routerRtpCapabilities);
    const renew = () =>
      client.trpc.renewMedia.mutate({ lost: recvTransport.transportId, muted: false, cameraOff: false });
    return { client, self, renew };
  };
  const workerOf = ({ server }: LocalServer) => server.pool.workers[0]!;

  it('RECOVER-24: when it dies the next one is waited for, by as many as sat there', async () => {
    const local = await LocalServer.start({ workers: 1 });
    try {
      const meeting = await local.createMeeting();
      const all = await Promise.all(Array.from({ length: 5 }, () => sit(local, meeting)));
      process.kill(workerOf(local).pid, 'SIGKILL');
      await Promise.all(all.map(({ client }) => client.waitForEvent('mediaLost')));
      const answers = await Promise.all(all.map(({ renew }) => renew()));
      expect(new Set(answers.map(({ transports }) => transports.recvTransport.transportId)).size).toBe(5);
      expect(workerOf(local).routers.map(({ meetingId }) => meetingId)).toEqual([meeting.meetingId]);
    } finally {
      await local.close();
    }
  });

  it('RECOVER-24: a second one that dies meanwhile is made good as well', async () => {
    const local = await LocalServer.start({ workers: 2 });
    try {
      const meeting = await local.createMeeting();
      const { client, renew } = await sit(local, meeting);
      const used = () => local.server.pool.workers.find(({ routers }) => routers.length > 0);
      process.kill(used()!.pid, 'SIGKILL');
      await client.waitForEvent('mediaLost');
      const first = renew();
      await waitUntil('the next worker', () => used() !== undefined);
      process.kill(used()!.pid, 'SIGKILL');
      const lost = await waitFor('an answer, or the second loss', async () => {
        const { transports } = await first;
        return transports.recvTransport.transportId;
      });
      const again = await client.trpc.renewMedia.mutate({ lost, muted: false, cameraOff: false });
      expect(client.eventsOf('closed')).toEqual([]);
      expect(used()?.routers[0]?.transports.map(({ transport }) => transport.id)).toContain(
        again.transports.recvTransport.transportId,
      );
    } finally {
      await local.close();
    }
  });

  it('RECOVER-24: when no other one comes the peer is closed, and its client comes back elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'convene-'));
    const link = join(folder, 'worker');
    await symlink(workerBin, link);
    const local = await LocalServer.start({
      workers: 1,
      limits: { workerRequestMs: 500 },
      media: { workerBin: link },
    });
    try {
      const { client, renew } = await sit(local, await local.createMeeting());
      await rm(folder, { recursive: true });
      process.kill(workerOf(local).pid, 'SIGKILL');
      await client.waitForEvent('mediaLost');
      expect(await codeOf(renew())).toBe('serverFull');
      expect(await client.waitForEvent('closed')).toEqual({ type: 'closed', reason: 'workerDied' });
    } finally {
      await local.close();
    }
  });

  it('RECOVER-26: without the database media come back all the same, and the rows when it does', async () => {
    const limits = { databaseMs: 1_000, heartbeatMs: 200, leaseMs: 1_000 };
    const local = await LocalServer.start({ workers: 2, limits, databaseRelay: true });
    try {
      const meeting = await local.createMeeting();
      const { client, self, renew } = await sit(local, meeting);
      local.relay!.cut();
      process.kill(local.server.pool.workers.find(({ routers }) => routers.length > 0)!.pid, 'SIGKILL');
      await client.waitForEvent('mediaLost');
      const { transports } = await renew();
      const { producerId } = await client.trpc.produce.mutate({
        transportId: transports.sendTransport.transportId,
        source: 'microphone',
        kind: 'audio',
        rtpParameters: audioParameters(),
        paused: false,
      });
      local.relay!.mend();
      await waitUntil('the rows', async () => {
        const { peers, producers } = await local.database.map.readServer(local.server.serverId);
        const isHers = peers.some((row) => row.peerId === self.peerId && row.routerId !== null);
        return isHers && producers.some((row) => row.producerId === producerId);
      });
    } finally {
      await local.close();
    }
  });
});
