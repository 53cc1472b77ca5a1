import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, testSettings } from '../../../scripts/lib/embeddedPostgres.mjs';
import { Listener } from './Listener.ts';

let dir: string;
let server: Awaited<ReturnType<typeof startPostgres>>;
let admin: pg.Client;
let listener: Listener | undefined;

/** Where Postgres is by its address, with a certificate that nobody knows but those who are given it. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'convene-tls-'));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'Postgres' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const files = { ssl_cert_file: join(dir, 'cert.pem'), ssl_key_file: join(dir, 'key.pem') };
  await writeFile(files.ssl_cert_file, cert);
  await writeFile(files.ssl_key_file, key, { mode: 0o600 });
  server = await startPostgres({ dir, settings: { ...testSettings, ssl: 'on', ...files } });
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
});
afterEach(async () => {
  await listener?.close();
  listener = undefined;
});
afterAll(async () => {
  await admin.end();
  await server.stop('immediate');
  await rm(dir, { recursive: true, force: true });
});

async function listen(settings: Record<string, string>): Promise<void> {
  const url = new URL(server.url);
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, value);
  listener = new Listener({ url: url.href, deadlineMs: 5_000, checkMs: 1_000, log: { warn: () => {} } });
  await listener.listen('news', () => {});
}

/** Whether the connection of the listener is encrypted. */
async function isEncrypted(): Promise<unknown> {
  const { rows } = await admin.query(
    "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'convene-listener'",
  );
  return (rows as { ssl: boolean }[])[0]?.ssl;
}

describe('MACHINE-10: NOTIFY is heard over TLS as the URL says, by the same rules as all else is asked', () => {
  it.each(['verify-full', 'require'])('sslmode=%s with the certificate', async (sslmode) => {
    await listen({ sslmode, sslrootcert: join(dir, 'cert.pem') });
    expect(await isEncrypted()).toBe(true);
  });

  it.each(['verify-full', 'require'])(
    'sslmode=%s does not believe a certificate that is not known',
    async (sslmode) => {
      await expect(listen({ sslmode })).rejects.toMatchObject({ code: 'databaseUnavailable' });
      expect(await isEncrypted()).toBeUndefined();
    },
  );

  it('sslmode=no-verify believes each, and without any nothing is encrypted', async () => {
    await listen({ sslmode: 'no-verify' });
    expect(await isEncrypted()).toBe(true);
    await listener?.close();
    await listen({});
    expect(await isEncrypted()).toBe(false);
  });
});
