import { AppError, isLoopbackHost } from '@convene/protocol';

/**
 * The WebSocket URL of another server's link: off this machine by TLS only, because what it carries opens media to
 * whoever reads it. @throws AppError unauthorized notEncrypted
 */
export function requireLinkUrl(linkUrl: string): string {
  const url = new URL(linkUrl);
  if (url.protocol !== 'https:' && !isLoopbackHost(url.host)) throw AppError.unauthorized('notEncrypted');
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/link`;
  return url.href;
}
