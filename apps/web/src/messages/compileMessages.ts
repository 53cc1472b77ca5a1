import compile from 'icu-minify/compile';

export type Messages = { readonly [key: string]: string | Messages };
type Compiled = { [key: string]: ReturnType<typeof compile> | Compiled };

/** Parses every message of a catalogue; those without placeholders stay the text that they are. */
export function compileMessages(messages: Messages): Compiled {
  const compiled: Compiled = {};
  for (const [key, message] of Object.entries(messages)) {
    compiled[key] = typeof message === 'string' ? compile(message) : compileMessages(message);
  }
  return compiled;
}
