import { expect, test } from 'vitest';
import { sourceLines } from './libsrtp.mjs';

test("the distribution's archives, and no others, become sources of source packages", () => {
  const targets = [
    'Debian|http://archive.example/debian/|stable|main|/etc/apt/sources.list.d/debian.sources:1',
    'Debian|http://archive.example/debian/|stable|main|/etc/apt/sources.list.d/debian.sources:1',
    'Debian|http://archive.example/debian-security/|stable-security|main|/etc/apt/keyless.list:1',
    'Somebody|https://packages.example/|stable|main|/etc/apt/sources.list.d/other.list:1',
    '',
  ];
  const findKeyring = (entry: string) =>
    entry.includes('keyless') ? undefined : '/usr/share/keyrings/debian.gpg';
  expect(sourceLines(targets, findKeyring)).toEqual([
    'deb-src [signed-by=/usr/share/keyrings/debian.gpg] http://archive.example/debian/ stable main',
    'deb-src http://archive.example/debian-security/ stable-security main',
  ]);
});
