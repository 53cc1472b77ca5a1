// @ts-check
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from './problem.mjs';

// Some systems refuse certificates that are valid for longer, even when a person has chosen to trust them.
const VALID_DAYS = 397;
const RENEW_BEFORE_MS = 7 * 24 * 60 * 60 * 1000;

/** @typedef {{ certFile: string, keyFile: string, selfSigned: boolean }} Certificate */

/**
 * The certificate for HTTPS: the operator's own (TLS_CERT, TLS_KEY), else a self-signed one, kept in the data folder so that a
 * browser has to be told only once to trust it. `host` is an IP address.
 * @param {{ dataDir: string, host: string, certFile: string | undefined, keyFile: string | undefined }} options
 * @returns {Promise<Certificate>}
 */
export async function ensureCertificate({ dataDir, host, certFile, keyFile }) {
  if (certFile !== undefined || keyFile !== undefined) return ownCertificate(certFile, keyFile);
  const dir = join(dataDir, 'tls');
  const made = { certFile: join(dir, 'cert.pem'), keyFile: join(dir, 'key.pem'), selfSigned: true };
  if (!isUsable(made, host)) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const { cert, private: key } = await selfSign(host);
    writeFileSync(made.keyFile, key, { mode: 0o600 });
    writeFileSync(made.certFile, cert, { mode: 0o600 });
  }
  return made;
}

/**
 * @param {string | undefined} certFile
 * @param {string | undefined} keyFile
 */
function ownCertificate(certFile, keyFile) {
  if (certFile === undefined || keyFile === undefined) {
    throw new Problem(
      'TLS_CERT and TLS_KEY belong together: set both, or neither for a self-signed certificate.',
    );
  }
  for (const file of [certFile, keyFile]) {
    if (!existsSync(file))
      throw new Problem(`${file} is missing: correct TLS_CERT and TLS_KEY, or unset both.`);
  }
  // The programs that read them run in folders of their own.
  return { certFile: resolve(certFile), keyFile: resolve(keyFile), selfSigned: false };
}

/**
 * @param {Certificate} certificate
 * @param {string} host
 */
function isUsable({ certFile, keyFile }, host) {
  if (!existsSync(certFile) || !existsSync(keyFile)) return false;
  const certificate = new X509Certificate(readFileSync(certFile));
  const endsAt = Date.parse(certificate.validTo);
  return certificate.checkIP(host) !== undefined && endsAt - Date.now() > RENEW_BEFORE_MS;
}

/** @param {string} host */
async function selfSign(host) {
  // Loaded here, because this module is also loaded before packages are installed.
  const { generate } = await import('selfsigned');
  const notAfterDate = new Date(Date.now() + VALID_DAYS * 24 * 60 * 60 * 1000);
  return generate([{ name: 'commonName', value: 'Convene' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: host }] },
    ],
  });
}
