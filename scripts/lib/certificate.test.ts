import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureCertificate } from './certificate.mjs';
import { request } from './readiness.mjs';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'convene-tls-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const make = (host: string) => ensureCertificate({ dataDir, host, certFile: undefined, keyFile: undefined });

describe('START-9: the certificate', () => {
  test('is for the address, of limited life, and its key is private', async () => {
    const { certFile, keyFile, selfSigned } = await make('192.168.1.20');
    const certificate = new X509Certificate(readFileSync(certFile));
    expect(selfSigned).toBe(true);
    expect(certificate.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(certificate.checkIP('192.168.1.21')).toBeUndefined();
    const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(390);
    expect(days).toBeLessThan(398);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  });

  test('serves HTTPS', async () => {
    const { certFile, keyFile } = await make('127.0.0.1');
    const server = createServer(
      { cert: readFileSync(certFile), key: readFileSync(keyFile) },
      (_, response) => {
        response.end('hello');
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await request(`https://127.0.0.1:${port}/`)).toEqual({ status: 200, body: 'hello' });
    await new Promise((resolve) => server.close(resolve));
  });

  test('stays for the same address and is made again for another', async () => {
    const { certFile } = await make('192.168.1.20');
    const before = readFileSync(certFile, 'utf8');
    await make('192.168.1.20');
    expect(readFileSync(certFile, 'utf8')).toBe(before);
    await make('fd00::20');
    expect(new X509Certificate(readFileSync(certFile)).checkIP('fd00::20')).toBe('fd00::20');
  });

  test("is the operator's own when given, and half of one is refused", async () => {
    const { certFile, keyFile } = await make('192.168.1.20');
    const own = await ensureCertificate({ dataDir, host: '10.0.0.1', certFile, keyFile });
    expect(own).toEqual({ certFile, keyFile, selfSigned: false });
    await expect(
      ensureCertificate({ dataDir, host: '10.0.0.1', certFile, keyFile: undefined }),
    ).rejects.toThrow('belong together');
    await expect(
      ensureCertificate({ dataDir, host: '10.0.0.1', certFile, keyFile: '/none' }),
    ).rejects.toThrow('/none is missing');
  });
});
