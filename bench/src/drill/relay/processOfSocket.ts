import { readdir, readFile, readlink } from 'node:fs/promises';

/** One end of a connection of this machine, IPv4. */
export type SocketEnd = { readonly address: string; readonly port: number };

/** As Linux writes it in /proc/net/tcp: the bytes of the address from the last one on, in hex. */
const hexOf = ({ address, port }: SocketEnd): string => {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
};

/** Of some processes, the one that has the connection with these ends open; undefined: none of them. Linux only. */
export async function processOfSocket(
  own: SocketEnd,
  other: SocketEnd,
  pids: readonly number[],
): Promise<number | undefined> {
  const inode = await inodeOf(hexOf(own), hexOf(other));
  if (inode === undefined) return undefined;
  for (const pid of pids) if (await hasSocket(pid, inode)) return pid;
  return undefined;
}

async function inodeOf(own: string, other: string): Promise<string | undefined> {
  const table = await readFile('/proc/net/tcp', 'utf8');
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
    if (local === own && remote === other) return inode;
  }
  return undefined;
}

/** A process that has just ended has none. */
async function hasSocket(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
  return targets.includes(`socket:[${inode}]`);
}
