// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, runCommand } from '../commands.mjs';
import { Problem } from '../problem.mjs';
import { step } from '../terminal.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Makes sure that there is a Chromium to test with.
 * @param {{ root: string, logDir: string, signal: AbortSignal }} options
 */
export async function ensureChromium({ root, logDir, signal }) {
  if (process.env.CHROMIUM_BIN !== undefined || PLACES.some((place) => existsSync(place))) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Problem(
      'Chromium, in which the meetings are tested, is missing: install it (apt-get install chromium, or ' +
        'npx playwright install chromium and set CHROMIUM_BIN to it), then start again.',
    );
  }
  await step('Installing Chromium', async (progress) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const logFile = join(logDir, 'chromium.log');
    // Another apt may be at work.
    const wait = ['-o', 'DPkg::Lock::Timeout=300'];
    /** @param {string[]} args */
    const apt = (args) =>
      runCommand({ file: 'apt-get', args: [...wait, ...args], cwd: root, env, logFile, signal, progress });
    try {
      await apt(['update']);
      await apt(['install', '-y', '--no-install-recommends', 'chromium']);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const reason = error.output.trim().split('\n').at(-1);
      throw new Problem(`Chromium could not be installed (${reason}): see ${logFile}.`, { cause: error });
    }
  });
}
