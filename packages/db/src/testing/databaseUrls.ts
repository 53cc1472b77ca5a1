/** The migrated database from which the tests' databases are copied. */
export const TEMPLATE = 'convene_template';

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}
