import { gzipSync } from 'node:zlib';
import { expect, test } from './support/test.ts';

const LIMIT = 250_000;

test('WEIGHT-1: at most 250 kB of script (gzip) before the lobby is usable (DESIGN §9)', async ({
  person,
}) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  const fresh = await person('Bob');
  const sizes = new Map<string, Promise<number>>();
  fresh.page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await fresh.openLobby(path);
  await expect(fresh.button('Join now')).toBeEnabled();
  const counted = await Promise.all(sizes.values());
  expect(counted.length).toBeGreaterThan(0);
  expect(counted.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(LIMIT);
});
