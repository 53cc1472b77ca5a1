/**
 * Turbopack loads zod's schemas through this. Where zod reaches into a whole module by the name of another one, the bundler
 * keeps all of that module; by its own name it keeps what is used (ADR 0005).
 */
function browserZod(source: string): string {
  return source.replaceAll('core.util.', 'util.').replaceAll('core.regexes[', 'regexes[');
}

// oxlint-disable-next-line import/no-default-export -- It is how a loader is found.
export default browserZod;
