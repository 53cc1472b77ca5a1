import type { ServerId } from '@convene/protocol';

type Server = { readonly serverId: ServerId; readonly url: string };
type Page = { readonly origin: string; readonly mediaOrigins: readonly string[] };

/** What this very document may connect to: it keeps the policy that it was opened with, however long it stays open. */
export const openedPage = (): Page => ({
  origin: window.location.origin,
  mediaOrigins: document.documentElement.dataset['mediaOrigins']?.split(' ') ?? [],
});

/**
 * The address at which a page reaches a media server: the server's own, or, where that registered after the page was
 * opened, a path of the web app, which forwards (HTTP-23).
 */
export function reachableUrl({ serverId, url }: Server, page: Page): string {
  const { origin } = new URL(url.replace(/^ws/, 'http'));
  const isAllowed = origin === page.origin || page.mediaOrigins.includes(origin);
  return isAllowed ? url : `${page.origin}/media/server/${serverId}`;
}
