import { expect, it } from 'vitest';
import { requireLinkUrl } from './linkUrl.ts';

it.each([
  ['http://127.0.0.1:3001', 'ws://127.0.0.1:3001/link'],
  ['http://localhost:3001/', 'ws://localhost:3001/link'],
  ['https://media1.example.org', 'wss://media1.example.org/link'],
  ['https://example.org:3000/media/0', 'wss://example.org:3000/media/0/link'],
])('LINK-6: %s is called at %s', (linkUrl, url) => {
  expect(requireLinkUrl(linkUrl)).toBe(url);
});

it.each(['http://media1.example.org', 'http://10.0.0.5:3001', 'http://127.0.0.1.example.org'])(
  'LINK-6: %s is not called, because it would be in clear',
  (linkUrl) => {
    expect(() => requireLinkUrl(linkUrl)).toThrow('unauthorized');
  },
);
