import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { forgeToken, LinkCaller } from './LinkCaller.ts';
import { ClusterNode } from './ClusterNode.ts';
import { Installation } from './Installation.ts';
import { LocalCluster } from './LocalCluster.ts';
import { LocalServer, type LocalServerOptions } from './LocalServer.ts';
import { TestAuthority } from './TestAuthority.ts';
import { waitUntil } from './waitFor.ts';

const usual = getCACertificates('default');
const each = { workers: 1 };
let authority: TestAuthority;
let cluster: LocalCluster | undefined;

beforeAll(async () => {
  authority = await TestAuthority.create();
  // What NODE_EXTRA_CA_CERTS does at the start of a process.
  setDefaultCACertificates([...usual, authority.certificate]);
});
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});
afterAll(() => setDefaultCACertificates(usual));

async function start(servers: readonly LocalServerOptions[]): Promise<LocalCluster> {
  cluster = await LocalCluster.start({ servers, each });
  return cluster;
}

/** An address by which other machines reach this one. */
function networkAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  if (found === undefined) throw new Error('this test needs a machine with an IPv4 address on a network');
  return found.address;
}

/** How the link of server 0 to server 1 stands, by what its `/cluster` says. */
async function linkOf({ servers: [from, to] }: LocalCluster): Promise<Record<string, unknown> | undefined> {
  const answer = (await (await fetch(`${from!.url}/cluster`)).json()) as { links: Record<string, unknown>[] };
  return answer.links.find(({ serverId }) => serverId === to!.serverId);
}

it('MACHINE-1: browsers, other servers and operators all come by TLS, under https addresses', async () => {
  const tls = await authority.issue(['127.0.0.1']);
  const both = await start([{ tls }, { tls }]);
  const [one, two] = [both.server(0), both.server(1)];
  const rows = await both.database.servers.list();
  for (const { url, linkUrl } of rows)
    expect([url, linkUrl]).toEqual(Array(2).fill(expect.stringMatching(/^https:/)));

  const meeting = await both.createMeeting();
  const ada = await both.enter(0, meeting);
  await ada.join();
  await (await both.enter(1, meeting)).join();
  await waitUntil('an open link', async () => (await linkOf(both))?.['state'] === 'open');
  await ada.waitForEvent('newPeer');
  expect((await fetch(`${two.url}/ready`)).ok).toBe(true);

  const clear = one.url.replace('https', 'http');
  await expect(fetch(`${clear}/ready`)).rejects.toThrow('fetch failed');
});

describe('MACHINE-2: a server whose certificate is not believed is told nothing, and `links` of /cluster has the reason', () => {
  const certificates = {
    'of an authority that is not trusted': {
      issue: async () => (await TestAuthority.create('Another one')).issue(['127.0.0.1']),
      reason: 'certificate UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    },
    'for another address': {
      issue: () => authority.issue(['192.0.2.1']),
      reason: 'certificate ERR_TLS_CERT_ALTNAME_INVALID',
    },
    'that has expired': {
      issue: () => authority.issue(['127.0.0.1'], { notAfterDate: new Date(Date.now() - 1_000) }),
      reason: 'certificate CERT_HAS_EXPIRED',
    },
  };

  it.each(Object.entries(certificates))('%s', async (_, { issue, reason }) => {
    const installation = await Installation.create();
    const from = await ClusterNode.start(installation);
    const to = await ClusterNode.start(installation, { tls: await issue() });
    try {
      const meeting = await installation.createMeeting();
      await to.join(await to.listen(meeting));
      await from.join(await from.listen(meeting));
      await waitUntil('the refusal', () => from.linkTo(to)?.state === 'refused');
      expect(from.linkTo(to)).toMatchObject({ reason });
      expect(to.linesOf('link refused')).toEqual([]);
      expect(to.linesOf('link accepted')).toEqual([]);
    } finally {
      await Promise.all([from.close(), to.close()]);
      await installation.close();
    }
  });
});

describe('MACHINE-3: from outside this machine', () => {
  const address = networkAddress();
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
  });
  afterAll(() => installation.close());

  it('a link in clear is refused', async () => {
    const to = await LocalServer.start({ host: '0.0.0.0' }, installation);
    const socket = new WebSocket(`ws://${address}:${new URL(to.url).port}/link`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
    await to.close();
  });

  it('a link over TLS is taken', async () => {
    const from = await ClusterNode.start(installation);
    const to = await LocalServer.start(
      { host: '0.0.0.0', tls: await authority.issue([address]) },
      installation,
    );
    const { serverId, server } = to;
    const callee = { serverId, epoch: server.epoch! };
    const token = await forgeToken({ from: from.start, to: callee, key: from.linkKey });
    const caller = new LinkCaller(`wss://${address}:${new URL(to.url).port}/link`, { token });
    await caller.trpc.hello.query();
    caller.close();
    await Promise.all([from.close(), to.close()]);
  });
});
