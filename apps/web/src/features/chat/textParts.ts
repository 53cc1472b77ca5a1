export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string };

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/giu;
/** Ends a sentence rather than the link in it. */
const TRAILING = /[.,;:!?…]+$/u;

/** A closing bracket belongs to the link only if the link opened one. */
function trimmedLink(found: string): string {
  let link = found.replace(TRAILING, '');
  while (/[)\]}]$/u.test(link)) {
    const close = link.at(-1);
    const open = close === ')' ? '(' : close === ']' ? '[' : '{';
    const opened = link.split(open).length - 1;
    if (link.split(close ?? '').length - 1 <= opened) break;
    link = link.slice(0, -1).replace(TRAILING, '');
  }
  return link;
}

/** Splits a message into text and web links. Only http, https and what begins with `www.` become links; nothing is ever read as markup. */
export function textParts(message: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of message.matchAll(LINK)) {
    const link = trimmedLink(match[0]);
    const address = /^www\./iu.test(link) ? `https://${link}` : link;
    if (!URL.canParse(address)) continue;
    if (match.index > end) parts.push({ type: 'text', text: message.slice(end, match.index) });
    parts.push({ type: 'link', text: link, href: new URL(address).href });
    end = match.index + link.length;
  }
  if (end < message.length) parts.push({ type: 'text', text: message.slice(end) });
  return parts;
}
