// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, runCommand } from './command.mjs';

/**
 * @typedef {object} LibsrtpOptions
 * @property {{ sourcePackage: string, mesonOptions: string[] }} libsrtp
 * @property {string} workDir
 * @property {string} logFile
 * @property {NodeJS.ProcessEnv} childEnv
 * @property {AbortSignal} [signal]
 */

/**
 * Builds libsrtp with OpenSSL from the distribution's own source package and returns the folder of its pkg-config file.
 * The distribution's binary uses NSS, with which a forwarded packet costs about 1.4 times as much.
 * Returns the reason when that is not possible here: then the distribution's binary does.
 * @param {LibsrtpOptions} options
 * @returns {Promise<{ pkgConfigPath: string } | { reason: string }>}
 */
export async function buildLibsrtp(options) {
  const dir = join(options.workDir, 'libsrtp');
  const shared = { env: options.childEnv, logFile: options.logFile, signal: options.signal };
  try {
    if (!existsSync('/usr/bin/apt-get')) return { reason: 'there is no apt-get here' };
    mkdirSync(dir, { recursive: true });
    const source = await fetchSource(dir, options.libsrtp.sourcePackage, shared);
    const prefix = join(dir, 'prefix');
    const { mesonOptions } = options.libsrtp;
    await runCommand('meson', ['setup', 'build', ...mesonOptions, `--prefix=${prefix}`], {
      ...shared,
      cwd: source,
    });
    await runCommand('meson', ['install', '-C', 'build'], { ...shared, cwd: source });
    return { pkgConfigPath: join(prefix, 'lib', 'pkgconfig') };
  } catch (error) {
    if (error instanceof CommandError) return { reason: error.message };
    throw error;
  }
}

/** @typedef {{ env: NodeJS.ProcessEnv, logFile: string, signal?: AbortSignal | undefined }} Shared */

/**
 * Downloads and unpacks (with the distribution's patches) a source package. The lists of source packages are kept in a
 * folder of our own: the system's apt configuration is only read.
 * @param {string} dir @param {string} sourcePackage @param {Shared} shared
 */
async function fetchSource(dir, sourcePackage, shared) {
  for (const path of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(dir, path), { recursive: true });
  const format = '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SOURCESENTRY)';
  const targets = await runCommand(
    'apt-get',
    ['indextargets', '--format', format, 'Created-By: Packages'],
    shared,
  );
  const sources = sourceLines(targets.split('\n'), keyringOf);
  if (sources.length === 0)
    throw new CommandError('apt-get indextargets', 'named no Debian or Ubuntu archive', '');
  writeFileSync(join(dir, 'sources.list'), sources.map((line) => `${line}\n`).join(''));
  const apt = [
    ...['-o', `Dir::Etc::SourceList=${join(dir, 'sources.list')}`, '-o', 'Dir::Etc::SourceParts=/dev/null'],
    ...['-o', `Dir::State::Lists=${join(dir, 'lists')}`, '-o', `Dir::Cache=${join(dir, 'cache')}`],
    // The unprivileged user that apt downloads as cannot write into our folder.
    ...(process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : []),
  ];
  await runCommand('apt-get', [...apt, 'update'], shared);
  await runCommand('apt-get', [...apt, 'source', '--download-only', sourcePackage], { ...shared, cwd: dir });
  const description = readdirSync(dir).find((name) => name.endsWith('.dsc'));
  if (description === undefined) throw new CommandError('apt-get source', 'left no source package', '');
  await runCommand('dpkg-source', ['-x', description, 'source'], { ...shared, cwd: dir });
  return join(dir, 'source');
}

/**
 * Turns apt's own list of package archives into deb-src lines for the distribution's archives.
 * @param {string[]} targets @param {(sourcesEntry: string) => string | undefined} findKeyring
 */
export function sourceLines(targets, findKeyring) {
  const lines = targets.flatMap((target) => {
    const [origin, uri, suite, component, sourcesEntry] = target.split('|');
    if (!/^(Debian|Ubuntu|Raspbian)$/.test(origin ?? '')) return [];
    const keyring = findKeyring(sourcesEntry ?? '');
    return [`deb-src ${keyring === undefined ? '' : `[signed-by=${keyring}] `}${uri} ${suite} ${component}`];
  });
  return [...new Set(lines)];
}

/**
 * The keyring that the system's own entry (file:line) names for its archive.
 * @param {string} sourcesEntry
 */
function keyringOf(sourcesEntry) {
  try {
    const text = readFileSync(sourcesEntry.replace(/:\d+$/, ''), 'utf8');
    return /signed-by\s*[:=]\s*(\/[^\s\]]+)/i.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
