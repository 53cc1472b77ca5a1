import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { HeadlessParticipant } from 'bench';
import { videoStats } from './support/probe.ts';
import { expect, test } from './support/test.ts';

test('LOAD-12: a browser sees and hears a headless participant, and the other way round', async ({
  convene,
  person,
}) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await HeadlessParticipant.join({
    web: convene.url,
    slug: path.replace('/m/', ''),
    name: 'Bob',
  });
  try {
    await ada.expectVideoOf('Bob');
    await ada.expectSound();
    // A tile of half the window: more than the lowest layer.
    await expect
      .poll(async () => (await videoStats(ada.page, 'Bob'))?.frameWidth, {
        message: 'a layer as large as the tile',
      })
      .toBeGreaterThanOrEqual(640);
    const camera = () => bob.report().received.find(({ source }) => source === 'camera');
    await expect.poll(() => camera()?.width, { message: 'the layer for a small tile' }).toBe(320);
    bob.draw({ width: 1280, height: 720 });
    // A busy machine's browser leaves out the highest by itself.
    await expect
      .poll(() => camera()?.width, { message: 'a layer for a large tile' })
      .toBeGreaterThanOrEqual(640);
    expect(camera()).toMatchObject({ lost: 0, pictureBreaks: 0 });
    await ada.say('Hello Bob');
    await expect.poll(() => bob.chat.entries.map(({ message }) => message)).toEqual(['Hello Bob']);
  } finally {
    await bob.leave();
  }
  await expect(ada.tile('Bob')).toBeHidden();
});

/** `npm run load` as a person runs it. */
async function load(...options: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const script = resolve(import.meta.dirname, '../bench/src/load.ts');
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (output.stdout += String(data)));
  child.stderr.on('data', (data) => (output.stderr += String(data)));
  const [code] = await once(child, 'close');
  return { code, ...output };
}

test('LOAD-13: people in two meetings receive each other', async ({ convene: { url } }) => {
  const { code, stdout } = await load(
    ...['--url', url, '--people', '6', '--rooms', '2', '--minutes', '0.05', '--json'],
  );
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ people: 6, joined: 6, failedJoins: [], holds: true });
  expect(report.rooms).toHaveLength(2);
  for (const room of report.rooms) {
    expect(room).toMatchObject({ people: 3, expected: 12, flowing: 12, misses: [], lost: 0 });
  }
  expect(code).toBe(0);
});

test('LOAD-14: it says so when nobody gets in, and when nothing is there', async ({ convene: { url } }) => {
  const unknown = await load('--url', `${url}/m/aaa-bbbb-ccc`, '--people', '1', '--minutes', '0');
  expect(unknown).toMatchObject({ code: 2, stdout: expect.stringContaining('meetingNotFound') });
  expect(await load('--url', 'http://127.0.0.1:9', '--people', '1')).toMatchObject({ code: 1, stdout: '' });
  const wrong = await load('--url', url, '--people', 'many');
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('--people') });
});
