import { ServerId } from '@convene/protocol';
import { expect, it } from 'vitest';
import { reachableUrl } from './reachableUrl.ts';

const serverId = ServerId.parse('00000000-0000-4000-8000-000000000001');
const page = {
  origin: 'https://convene.example',
  mediaOrigins: ['https://one.example:4000', 'wss://one.example:4000'],
};

it.each([
  ['of this very origin', 'https://convene.example/media/1'],
  ['which the page names', 'https://one.example:4000'],
  ['which the page names, written as a WebSocket’s', 'wss://one.example:4000/deeper'],
])('UI-24: a media server %s is reached at its own address', (_, url) => {
  expect(reachableUrl({ serverId, url }, page)).toBe(url);
});

it.each([
  'https://new.example:4000',
  'https://one.example:4001',
  'wss://one.example',
  'http://one.example:4000',
])('UI-24: %s is newer than the page, and reached through the web app', (url) => {
  expect(reachableUrl({ serverId, url }, page)).toBe(`https://convene.example/media/server/${serverId}`);
});
