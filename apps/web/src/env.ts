import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IceServer, type Limits, parseLimits } from '@convene/protocol';
import { z } from 'zod';

/** `a, b` → `['a', 'b']`; empty text → `[]`. */
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const Count = z.coerce.number().int().positive();

const IceServers = z.string().transform((text, context) => {
  try {
    return z.array(IceServer).parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON list of { urls, username?, credential? }' });
    return z.NEVER;
  }
});

const Variables = z.object({
  /** Where the server listens. Port 0: a free one. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  /** Folder with the private key of join tokens, `token-key.json`. */
  TOKEN_KEY_DIR: z.string().min(1),
  ADMIN_SECRET_FILE: z.string().min(1),
  COOKIE_SECRET_FILE: z.string().min(1),
  /** Files in PEM format: with them the server speaks HTTPS. */
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  /** Addresses and networks of proxies whose forwarding headers are believed. */
  TRUSTED_PROXIES: List.default([]),
  /** HTTP URLs of this machine's media servers, by index: `/stats` and `/workers` are those of the first. */
  MEDIA_URLS: List.pipe(z.array(z.url({ protocol: /^https?$/ }))).default([]),
  /** Whether WebSockets under `/media/K` go to this machine's media server K. */
  MEDIA_FORWARD: Flag.default(false),
  /** Forces the people of each meeting apart, over workers and servers: for tests and drills (DESIGN §5). */
  PLACEMENT_SPREAD: Flag.default(false),
  /** Where the people who use this web app are: media servers there come first. */
  REGION: z.string().default(''),
  ICE_SERVERS: IceServers.default([]),
  /** With it `/stats` and `/workers` answer from other machines: `Authorization: Bearer …`. */
  OPERATOR_TOKEN: z.string().min(16).optional(),
  /** Calls of the API per client address: a burst, and what is filled up again each second. */
  API_BURST: Count.default(1000),
  API_PER_SECOND: Count.default(100),
  /** Next's development mode: pages are compiled when they are asked for. */
  CONVENE_WEB_DEV: Flag.default(false),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Settings and secrets of one web app. */
export type WebEnv = z.infer<typeof Variables> & {
  readonly limits: Limits;
  readonly tokenKey: unknown;
  readonly adminSecret: string;
  readonly cookieSecret: string;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
};

/** A secret's text. @throws an Error that names the variable. */
function readFileOf(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${variable}: ${path} cannot be read`, { cause });
  }
  if (text === '') throw new Error(`${variable}: ${path} is empty`);
  return text;
}

function readSecret(variable: string, path: string): string {
  const secret = readFileOf(variable, path);
  if (secret.length < 32) throw new Error(`${variable}: ${path} must hold at least 32 characters`);
  return secret;
}

function readJson(variable: string, path: string): unknown {
  try {
    return JSON.parse(readFileOf(variable, path));
  } catch (cause) {
    throw new Error(`${variable}: ${path} is no readable JSON file`, { cause });
  }
}

function readTls({ TLS_CERT, TLS_KEY }: { TLS_CERT?: string | undefined; TLS_KEY?: string | undefined }) {
  if (TLS_CERT === undefined && TLS_KEY === undefined) return undefined;
  if (TLS_CERT === undefined || TLS_KEY === undefined) {
    throw new Error('TLS_CERT and TLS_KEY belong together: set both or neither');
  }
  return { cert: readFileOf('TLS_CERT', TLS_CERT), key: readFileOf('TLS_KEY', TLS_KEY) };
}

/** Reads the environment once, at process start. @throws an Error that names the variable which is wrong. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env): WebEnv {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data: variables, error } = Variables.safeParse(set);
  if (variables === undefined) {
    const [issue] = error.issues;
    throw new Error(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'is wrong'}`);
  }
  return {
    ...variables,
    limits: parseLimits(set),
    tokenKey: readJson('TOKEN_KEY_DIR', join(variables.TOKEN_KEY_DIR, 'token-key.json')),
    adminSecret: readSecret('ADMIN_SECRET_FILE', variables.ADMIN_SECRET_FILE),
    cookieSecret: readSecret('COOKIE_SECRET_FILE', variables.COOKIE_SECRET_FILE),
    tls: readTls(variables),
  };
}
