// @ts-check
import { join } from 'node:path';
import { CommandError, runCommand } from './commands.mjs';
import { Problem } from './problem.mjs';
import { runIfChanged } from './stamps.mjs';
import { step } from './terminal.mjs';
import { toolEnvironment } from './toolchain.mjs';

/** @typedef {import('./installation.mjs').InstallationOptions} BuildOptions */

/**
 * Generates the database client from the Prisma schema, when the schema or Prisma has changed.
 * @param {BuildOptions} options
 */
export async function generateDatabaseClient(options) {
  const { root } = options;
  const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];
  const what = { root, name: 'prisma', inputs, output: 'packages/db/src/generated' };
  await runIfChanged(what, () => runTool('Generating the database client', ['prisma', 'generate'], options));
}

/**
 * Builds the web app's pages; Turborepo knows when nothing has changed.
 * @param {BuildOptions} options
 */
export async function buildWebApp(options) {
  await runTool('Building the web app', ['turbo', 'run', 'build', '--filter=@convene/web'], options);
}

/**
 * @param {string} title
 * @param {[string, ...string[]]} command
 * @param {BuildOptions} options
 */
async function runTool(title, [tool, ...args], { root, logDir, signal }) {
  const logFile = join(logDir, `${tool}.log`);
  const env = toolEnvironment(root);
  await step(title, async (progress) => {
    try {
      const file = join(root, 'node_modules', '.bin', tool);
      await runCommand({ file, args, cwd: root, env, logFile, signal, progress });
    } catch (error) {
      throw error instanceof CommandError ? buildProblem(title, error.output, logFile) : error;
    }
  });
}

/**
 * @param {string} title
 * @param {string} output
 * @param {string} logFile
 */
function buildProblem(title, output, logFile) {
  if (/ENOSPC|no space left/i.test(output)) {
    return new Problem(`${title} failed because the disk is full: make room and start again.`);
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message';
  return new Problem(`${title} failed (${reason.trim()}): see ${logFile}.`);
}
