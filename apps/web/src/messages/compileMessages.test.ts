import formatCompiled, { type CompiledMessage } from 'icu-minify/format';
import { createTranslator } from 'use-intl';
import { describe, expect, it } from 'vitest';
import { compileMessages } from './compileMessages.ts';
import { en } from './en.ts';
import { enAdmin } from './enAdmin.ts';
import { enRoom } from './enRoom.ts';
import { enSettings } from './enSettings.ts';

const formatters = {
  getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    new Intl.DateTimeFormat(...args),
  getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) =>
    new Intl.NumberFormat(...args),
  getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
};

const all = { ...en, ...enRoom, ...enSettings, ...enAdmin };

type Tree<Leaf> = { readonly [key: string]: Leaf | Tree<Leaf> };

/** Every message of a catalogue by its whole key. A compiled one is a text or a list. */
function messagesOf<Leaf extends CompiledMessage>(tree: Tree<Leaf>, path = ''): [string, Leaf][] {
  return Object.entries(tree).flatMap(([key, node]): [string, Leaf][] =>
    typeof node === 'string' || Array.isArray(node)
      ? [[path + key, node as Leaf]]
      : messagesOf(node, `${path}${key}.`),
  );
}

type Value = string | number | ((chunks: unknown) => string);

/** A value for each placeholder: `{count, plural, …}` takes the number, `{name}` a word, `<code>` a function. */
function valuesFor(source: string, number: number): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [, name = '', end] of source.matchAll(/\{(\w+)\s*([,}])/g)) {
    values[name] = end === ',' ? number : `<${name}>`;
  }
  for (const [, tag = ''] of source.matchAll(/<(\w+)>/g)) {
    values[tag] = (chunks) => `[${[chunks].flat().join('')}]`;
  }
  return values;
}

describe('WEIGHT-2: a message compiled with the app reads as its source does', () => {
  // The keys are those of the very catalogue, as text.
  const { markup } = createTranslator({ locale: 'en', messages: all }) as unknown as {
    markup: (key: string, values: Record<string, Value>) => string;
  };
  const compiled = new Map(messagesOf<CompiledMessage>(compileMessages(all)));

  it.each(messagesOf<string>(all))('%s: %s', (key, source) => {
    for (const number of [0, 1, 2, 1234]) {
      const values = valuesFor(source, number);
      const message = compiled.get(key) ?? 'not compiled';
      expect(formatCompiled(message, 'en', values, { formatters })).toBe(markup(key, values));
    }
  });
});
