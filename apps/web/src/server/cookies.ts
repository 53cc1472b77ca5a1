export type CookieOptions = {
  readonly maxAgeMs: number;
  readonly sameSite: 'Lax' | 'Strict';
  readonly secure: boolean;
};

/** The text of a `Cookie` header as names and values; of two with one name the first counts. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at < 0) continue;
    const name = pair.slice(0, at).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}

/** A `Set-Cookie` header. No script ever reads our cookies. */
export function cookieHeader(name: string, value: string, options: CookieOptions): string {
  const { maxAgeMs, sameSite, secure } = options;
  const parts = [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${sameSite}`,
    `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
  ];
  if (secure) parts.push('Secure');
  return parts.join('; ');
}
