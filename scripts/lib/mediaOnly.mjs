// @ts-check
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Problem } from './problem.mjs';

/** Those who start a further machine have to be told what of the first one it needs. */
const REMEDIES = {
  DATABASE_URL:
    "set it to the first machine's Postgres, at an address that this machine reaches: " +
    'postgresql://user:password@host:5432/database',
  TOKEN_KEY_DIR:
    "copy secrets/media/token-key.pub.json out of the first machine's data folder into a folder of this machine, and " +
    'set it to that folder',
  WEB_ORIGIN:
    'set it to the address at which people open Convene, such as https://meet.example.org; browsers are taken from there ' +
    'only',
};

/**
 * What media servers need of the machine with the web app.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @returns {{ databaseUrl: string, publicKeyDir: string }}
 */
export function readMediaOnlySettings(env, root) {
  const databaseUrl = requireSetting('DATABASE_URL', env);
  const publicKeyDir = resolve(root, requireSetting('TOKEN_KEY_DIR', env));
  requireSetting('WEB_ORIGIN', env);
  if (existsSync(join(publicKeyDir, 'token-key.json'))) {
    throw new Problem(
      `TOKEN_KEY_DIR is ${publicKeyDir}, where token-key.json lies, which is for the web app alone: ` +
        'take it away from this machine; media servers need token-key.pub.json only.',
    );
  }
  if (!existsSync(join(publicKeyDir, 'token-key.pub.json'))) {
    throw new Problem(
      `TOKEN_KEY_DIR is ${publicKeyDir}, where no token-key.pub.json lies: ${REMEDIES.TOKEN_KEY_DIR}.`,
    );
  }
  return { databaseUrl, publicKeyDir };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string | undefined} host
 */
export function requireListenIp(env, host) {
  if (host !== undefined || env.WEBRTC_LISTEN_IP !== undefined) return;
  throw new Problem(
    "WEBRTC_LISTEN_IP is missing: start with --host and this machine's address, or set it to the address on which " +
      'media of people and of other media servers arrives.',
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./mediaDoors.mjs').Doors} doors
 */
export function requireCertificate(env, { list }) {
  if (env.TLS_CERT !== undefined || env.TLS_KEY !== undefined) return;
  const [first] = list;
  throw new Problem(
    `TLS_CERT and TLS_KEY are missing: set them to the PEM files of a certificate for ${first?.publicUrl} that browsers ` +
      'and other media servers trust, or set MEDIA_HOST=127.0.0.1 and PUBLIC_MEDIA_URL when a proxy speaks TLS before it.',
  );
}

/**
 * @param {keyof typeof REMEDIES} name
 * @param {NodeJS.ProcessEnv} env
 */
function requireSetting(name, env) {
  const value = env[name];
  if (value !== undefined) return value;
  throw new Problem(`${name} is missing, and media servers alone cannot do without: ${REMEDIES[name]}.`);
}
