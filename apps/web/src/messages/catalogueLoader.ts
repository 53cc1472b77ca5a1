import { compileMessages, type Messages } from './compileMessages.ts';

/**
 * Turbopack loads each part of a catalogue through this: its messages are parsed when the app is built, so that no browser has to
 * fetch a parser of their syntax (ADR 0005). `next.config.ts` names the other half, a formatter of parsed messages.
 */
async function loadCatalogue(this: { readonly resourcePath: string }): Promise<string> {
  const catalogue = (await import(this.resourcePath)) as Record<string, Messages>;
  return Object.entries(catalogue)
    .map(([name, messages]) => `export const ${name} = ${JSON.stringify(compileMessages(messages))};`)
    .join('\n');
}

// oxlint-disable-next-line import/no-default-export -- It is how a loader is found.
export default loadCatalogue;
