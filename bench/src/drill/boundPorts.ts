import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

type Socket = { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly inode: string };

const TABLES = [
  { file: 'tcp', protocol: 'tcp' },
  { file: 'tcp6', protocol: 'tcp' },
  { file: 'udp', protocol: 'udp' },
  { file: 'udp6', protocol: 'udp' },
] as const;
const LISTEN = '0A';

/** Reads one of the kernel's tables of sockets: of TCP those that listen, of UDP those that are bound. */
export function parseSockets(table: string, protocol: Socket['protocol']): Socket[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(':')[1] ?? '', 16);
      if (inode === undefined || !(port > 0) || (protocol === 'tcp' && state !== LISTEN)) return [];
      return [{ protocol, port, inode }];
    });
}

/** All that listen or are bound on this machine; undefined where the system does not tell (no /proc). */
function allSockets(): Socket[] | undefined {
  try {
    return TABLES.flatMap(({ file, protocol }) =>
      parseSockets(readFileSync(`/proc/net/${file}`, 'utf8'), protocol),
    );
  } catch {
    return undefined;
  }
}

const textOf = ({ protocol, port }: Socket): string => `${protocol} ${port}`;

/** The ports on which these processes listen or are bound. */
export function portsOf(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return (allSockets() ?? []).filter(({ inode }) => inodes.has(inode)).map(textOf);
}

/** The ports of a range on which anything at all listens or is bound. */
export function portsWithin({ first, last }: { readonly first: number; readonly last: number }): string[] {
  return (allSockets() ?? []).filter(({ port }) => port >= first && port <= last).map(textOf);
}

function socketInodes(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return list(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      // Closed since it was listed.
      return [];
    }
  });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
