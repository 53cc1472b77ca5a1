import type { ConnectionOptions } from 'node:tls';
import ConnectionParameters from 'pg/lib/connection-parameters';

/**
 * Where the `postgres` package connects. What the URL says of TLS is read as `pg` reads it, so that both connections of a
 * process are equally safe: by its own reading `sslmode=require` looks at no certificate, and `verify-full` at that of
 * `localhost` when the host is an address.
 */
export function listenerAddress(databaseUrl: string): { url: string; ssl: false | ConnectionOptions } {
  const { ssl, host } = new ConnectionParameters(databaseUrl);
  const url = new URL(databaseUrl);
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith('ssl') || name === 'uselibpqcompat') url.searchParams.delete(name);
  }
  if (ssl === undefined || ssl === false) return { url: url.href, ssl: false };
  return { url: url.href, ssl: { ...(ssl === true ? {} : ssl), host } };
}
