import type * as z from 'zod/mini';

/** What a browser, or one tab of it, remembers. Storage may be refused or broken: then nothing is remembered. */
function read(storage: () => Storage, key: string): string | undefined {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, key: string, value: string | undefined): void {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Refused or full.
  }
}

/** Undefined where nothing was written, or by somebody else, or by an earlier version that meant something else. */
function parse<T>(schema: z.ZodMiniType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const browser = () => window.localStorage;
const tab = () => window.sessionStorage;

export const readBrowser = (key: string): string | undefined => read(browser, key);
export const writeBrowser = (key: string, value: string | undefined): void => write(browser, key, value);
export const readTab = (key: string): string | undefined => read(tab, key);
export const writeTab = (key: string, value: string | undefined): void => write(tab, key, value);

export const readBrowserJson = <T>(key: string, schema: z.ZodMiniType<T>): T | undefined =>
  parse(schema, readBrowser(key));
export const writeBrowserJson = (key: string, value: unknown): void =>
  writeBrowser(key, JSON.stringify(value));
export const readTabJson = <T>(key: string, schema: z.ZodMiniType<T>): T | undefined =>
  parse(schema, readTab(key));
export const writeTabJson = (key: string, value: unknown): void => writeTab(key, JSON.stringify(value));
