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

const browser = () => window.localStorage;
const tab = () => window.sessionStorage;

export const readBrowser = (key: string): string | undefined => read(browser, key);
export const writeBrowser = (key: string, value: string | undefined): void => write(browser, key, value);
export const readTab = (key: string): string | undefined => read(tab, key);
export const writeTab = (key: string, value: string | undefined): void => write(tab, key, value);
