import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export const createNonce = (): string => randomBytes(16).toString('base64');

type PolicyOptions = {
  /** Marks the scripts of this one answer. */
  readonly nonce: string;
  readonly mediaOrigins: readonly string[];
  /** Next's development mode needs `eval`. */
  readonly dev: boolean;
};

/** The Content-Security-Policy of every answer. */
function contentSecurityPolicy({ nonce, mediaOrigins, dev }: PolicyOptions): string {
  return [
    "default-src 'self'",
    // WebAssembly alone, and no other code from strings: what takes out noise and what finds people in pictures.
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'${dev ? " 'unsafe-eval'" : ''}`,
    // Style attributes that React writes into HTML have no place for a nonce.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...mediaOrigins].join(' '),
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const HALF_YEAR_S = 182 * 24 * 60 * 60;

/** Sets the headers that every answer has, and tells Next the nonce that its scripts must carry. */
export function setSecurityHeaders(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  { secure, ...options }: PolicyOptions & { readonly secure: boolean },
): void {
  const policy = contentSecurityPolicy(options);
  // Next reads the nonce out of the request's policy; what the client sent under these names is overwritten.
  req.headers['content-security-policy'] = policy;
  req.headers['x-nonce'] = options.nonce;
  // The page keeps what it may connect to: it asks for another way to what came later.
  req.headers['x-media-origins'] = options.mediaOrigins.join(' ');
  res.setHeader('Content-Security-Policy', policy);
  res.setHeader('Referrer-Policy', 'same-origin');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader(
    'Permissions-Policy',
    'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
  );
  res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (secure) res.setHeader('Strict-Transport-Security', `max-age=${HALF_YEAR_S}`);
}
