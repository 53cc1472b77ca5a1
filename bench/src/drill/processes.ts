import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended and that nobody has asked about yet (a zombie) runs no more. */
export function isRunning(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state !== 'Z';
}

/**
 * All that runs on behalf of a data folder: what names it on its command line or in its environment, which its children
 * inherit. (Only on Linux; elsewhere none is seen.)
 */
export function processesOf(dataDir: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && isRunning(pid))
    .filter((pid) => ['cmdline', 'environ'].some((file) => read(`/proc/${pid}/${file}`).includes(dataDir)));
}

function stateOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
  if (process.platform === 'linux') return undefined;
  try {
    process.kill(pid, 0);
    return 'R';
  } catch {
    return undefined;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
