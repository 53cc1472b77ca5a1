import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IceServer, isLoopbackHost, type Limits, parseLimits } from '@convene/protocol';
import { z } from 'zod';

const List = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const Port = z.coerce.number().int().min(0).max(65_535);
const Count = z.coerce.number().int().positive();
const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');

const IceServers = z.string().transform((text, context) => {
  try {
    return z.array(IceServer).parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON list of { urls, username?, credential? }' });
    return z.NEVER;
  }
});

const Variables = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  /** Folder for what outlives the process: this server's id. */
  CONVENE_DATA_DIR: z.string().min(1),
  /** Which of this machine's media servers this is, from 0. */
  SERVER_INDEX: z.coerce.number().int().nonnegative().default(0),
  /** HTTP and WebSocket. Port 0: a free one. */
  MEDIA_HOST: z.string().min(1).default('127.0.0.1'),
  MEDIA_PORT: Port.default(3001),
  /** Files in PEM format: with them the server speaks HTTPS, and takes links from other machines. */
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  /** The web app's port, which no worker may take. */
  PORT: Port.default(3000),
  /** The URL by which browsers reach this server. */
  PUBLIC_MEDIA_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEB_ORIGIN: List.default(['http://127.0.0.1:3000', 'http://localhost:3000']),
  /** Folder with the public key of join tokens, `token-key.pub.json`. */
  TOKEN_KEY_DIR: z.string().min(1),
  OPERATOR_TOKEN: z.string().min(16).optional(),
  MEDIASOUP_WORKER_COUNT: z.union([z.literal('auto'), Count.max(64)]).default(4),
  MEDIASOUP_WORKER_BIN: z.string().optional(),
  WEBRTC_LISTEN_IP: z.string().min(1).default('127.0.0.1'),
  ANNOUNCED_IP: z.string().min(1).optional(),
  RTC_BASE_PORT: Port.min(1024).default(10_000),
  RTC_PORTS_PER_WORKER: Count.default(1000),
  ICE_SERVERS: IceServers.default([]),
  /** Where pipes to other servers listen, and the address that those are told; the clients' ones unless given. */
  PIPE_LISTEN_IP: z.string().min(1).optional(),
  PIPE_ANNOUNCED_IP: z.string().min(1).optional(),
  /** SRTP and RTX on pipes between servers (X9). */
  PIPE_SRTP: Flag.default(true),
  /** Pipe every producer to every server of its room at once (000-22), instead of at the first wish (X18). */
  PIPE_EAGER: Flag.default(false),
  /** By which other media servers reach this one; where it listens, unless given. */
  LINK_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A file with the key of the `control` grant: programs that have it control this server's mediasoup (docs/SECURITY.md). */
  CONTROL_KEY_FILE: z.string().min(1).optional(),
  PLACEMENT_POLICY: z.enum(['rooms', 'round-robin']).default('rooms'),
  WORKER_MAX_CONSUMERS: Count.default(500),
  ROUTERS_POOLED: z.coerce.number().int().nonnegative().default(2),
  ON_WORKER_DIED: z.enum(['respawn', 'exit']).default('respawn'),
  /** The web app forwards browsers' sockets: it names their addresses. */
  MEDIA_FORWARD: Flag.default(false),
  /** Forces the people of each meeting apart, over workers and servers: for tests and drills (DESIGN §5). */
  PLACEMENT_SPREAD: Flag.default(false),
  MAX_SOCKETS_PER_ADDRESS: Count.default(2000),
  MAX_LOBBY_PEERS_PER_ADDRESS: Count.default(500),
  REGION: z.string().default(''),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** Settings of one media server process. */
export type MediaEnv = z.infer<typeof Variables> & {
  readonly limits: Limits;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
};

/** Reads the environment once, at process start. @throws an Error that names the variable which is wrong. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env): MediaEnv {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { data: variables, error } = Variables.safeParse(set);
  if (variables === undefined) {
    const [issue] = error.issues;
    throw new Error(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'is wrong'}`);
  }
  refuseUnreachable(variables);
  refuseUnreachableLink(variables);
  return { ...variables, limits: parseLimits(set), tls: readTls(variables) };
}

function readTls({ TLS_CERT, TLS_KEY }: z.infer<typeof Variables>): MediaEnv['tls'] {
  if (TLS_CERT === undefined && TLS_KEY === undefined) return undefined;
  if (TLS_CERT === undefined || TLS_KEY === undefined) {
    throw new Error('TLS_CERT and TLS_KEY belong together: set both or neither');
  }
  return { cert: readPem('TLS_CERT', TLS_CERT), key: readPem('TLS_KEY', TLS_KEY) };
}

function readPem(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${variable}: ${path} cannot be read`, { cause });
  }
}

/** Addresses at which no browser, or no other server, could ever arrive (DESIGN §8). */
function refuseUnreachable(variables: z.infer<typeof Variables>): void {
  const { WEBRTC_LISTEN_IP: listen, ANNOUNCED_IP: announced } = variables;
  const isLoopback = (ip: string) => ip === '::1' || ip === 'localhost' || ip.startsWith('127.');
  if ((listen === '0.0.0.0' || listen === '::') && announced === undefined) {
    throw new Error(
      `ANNOUNCED_IP: WEBRTC_LISTEN_IP is ${listen}, so that browsers must be told an address of this machine`,
    );
  }
  const { PIPE_LISTEN_IP: pipes } = variables;
  if ((pipes === '0.0.0.0' || pipes === '::') && variables.PIPE_ANNOUNCED_IP === undefined) {
    throw new Error(`PIPE_ANNOUNCED_IP: PIPE_LISTEN_IP is ${pipes}, so that servers must be told an address`);
  }
  if (isLoopback(listen) && announced !== undefined && !isLoopback(announced)) {
    throw new Error(
      `WEBRTC_LISTEN_IP: ${listen} takes nothing from outside, and ANNOUNCED_IP names ${announced}`,
    );
  }
}

/** What it tells others of itself must lead to where it listens, and other servers call by TLS alone (DESIGN §7). */
function refuseUnreachableLink(variables: z.infer<typeof Variables>): void {
  const { MEDIA_HOST: host, LINK_URL: link } = variables;
  for (const name of ['PUBLIC_MEDIA_URL', 'LINK_URL'] as const) {
    if ((host !== '0.0.0.0' && host !== '::') || variables[name] !== undefined) continue;
    throw new Error(`${name}: MEDIA_HOST is ${host}, so that others must be told an address of this machine`);
  }
  if (link?.startsWith('http:') === true && !isLoopbackHost(new URL(link).host)) {
    throw new Error(`LINK_URL: ${link} leads off this machine, where media servers call by https only`);
  }
}

/** A key that could be guessed is none. */
const LEAST_CONTROL_KEY_LENGTH = 32;

/** The key of the `control` grant; undefined: nobody has it. @throws an Error that names the variable */
export async function readControlKey({ CONTROL_KEY_FILE }: MediaEnv): Promise<string | undefined> {
  if (CONTROL_KEY_FILE === undefined) return undefined;
  const key = (await readFile(CONTROL_KEY_FILE, 'utf8')).trim();
  if (key.length >= LEAST_CONTROL_KEY_LENGTH) return key;
  throw new Error(`CONTROL_KEY_FILE: the key in it has fewer than ${LEAST_CONTROL_KEY_LENGTH} characters`);
}

/** The public half of the key that signs join tokens. @throws when it is not there (yet) */
export async function readTokenKey({ TOKEN_KEY_DIR }: MediaEnv): Promise<Record<string, unknown>> {
  const text = await readFile(join(TOKEN_KEY_DIR, 'token-key.pub.json'), 'utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
