import { HeadlessParticipant, HttpWeb } from 'bench';
import { setInBackground } from './support/background.ts';
import { chooseQuality } from './support/menus.ts';
import type { Person } from './support/Person.ts';
import { lostPictures, videoStats, watchPicture } from './support/probe.ts';
import { expect, test } from './support/test.ts';

const LARGE = { width: 1600, height: 1000 };
const SMALL = { width: 400, height: 300 };

/** Bytes of somebody's picture stop coming, or come. */
async function expectFlow(viewer: Person, name: string, flows: boolean) {
  let before = -1;
  const grew = async () => {
    const last = before;
    before = (await videoStats(viewer.page, name))?.bytes ?? 0;
    return last === -1 ? undefined : before > last;
  };
  const message = `${name}’s picture ${flows ? 'comes to' : 'does not come to'} ${viewer.name}`;
  await expect.poll(grew, { message, intervals: [0, 700] }).toBe(flows);
}

/** Frames of somebody come, of one of these widths. */
async function expectWidth(viewer: Person, name: string, widths: readonly number[]) {
  const look = async () => {
    const width = (await videoStats(viewer.page, name))?.frameWidth ?? 0;
    return widths.includes(width) || `${width} wide`;
  };
  const message = `${name}’s picture comes to ${viewer.name} ${widths.join(' or ')} wide`;
  await expect.poll(look, { message }).toBe(true);
}

test('CONSUME-5, TILE-1, QUALITY-1: two browsers: the layer that comes is the one that the tile needs', async ({
  pair: { ada, bob },
}) => {
  await bob.expectVideoOf('Ada');
  await bob.page.setViewportSize(SMALL);
  await expectWidth(bob, 'Ada', [320]);
  await bob.page.setViewportSize(LARGE);
  // A busy machine's browser leaves out the highest by itself.
  await expectWidth(bob, 'Ada', [640, 1280]);

  await chooseQuality(bob, 'Ada', 'Low');
  await expectWidth(bob, 'Ada', [320]);
  await chooseQuality(bob, 'Ada', 'Off');
  await expectFlow(bob, 'Ada', false);
  await expect(bob.tile('Ada').getByText('Picture is off')).toBeVisible();
  await bob.tile('Ada').getByRole('button', { name: 'Show picture' }).click();
  await expectFlow(bob, 'Ada', true);
  await expectWidth(bob, 'Ada', [640, 1280]);
  // Ada, who chose nothing, sees Bob all the while.
  await ada.expectVideoOf('Bob');

  await bob.control('More').click();
  await bob.page.getByRole('menuitemcheckbox', { name: 'Audio only' }).click();
  await expectFlow(bob, 'Ada', false);
  await bob.expectSound();
  await bob.tile('Ada').getByRole('button', { name: 'Show pictures' }).click();
  await expectFlow(bob, 'Ada', true);
});

test('TILE-2: a tab in the background receives no picture, and all of it again when it is looked at', async ({
  convene,
  person,
}) => {
  const ada = await person('Ada', { viewport: LARGE });
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await HeadlessParticipant.join({
    web: convene.url,
    slug: path.replace('/m/', ''),
    name: 'Bob',
  });
  const sends = () =>
    bob
      .report()
      .sent.find(({ source }) => source === 'camera')
      ?.layers.map(({ active }) => active);
  try {
    await expectWidth(ada, 'Bob', [1280]);
    await setInBackground(ada.page, true);
    await expectFlow(ada, 'Bob', false);
    // Nobody else is there: after a while the sender stops altogether.
    await expect.poll(sends, { message: 'no layer is sent' }).toEqual([false, false, false]);
    await ada.expectSound();
    await setInBackground(ada.page, false);
    await expectFlow(ada, 'Bob', true);
    await expectWidth(ada, 'Bob', [1280]);
  } finally {
    await bob.leave();
  }
});

test('CODEC-8: VP9 follows the tile, and gives way to VP8 and comes back without a gap', async ({
  convene,
  person,
}) => {
  const { slug } = await new HttpWeb(convene.url).createMeeting('VP9', 'vp9');
  const ada = await person('Ada');
  await ada.join(`/m/${slug}`);
  const bob = await person('Bob', { viewport: LARGE });
  await bob.join(`/m/${slug}`);
  const expectCodec = (codec: string, timeout = 20_000) =>
    expect
      .poll(async () => (await videoStats(bob.page, 'Ada'))?.codec, { message: codec, timeout })
      .toBe(codec);
  await expectCodec('video/VP9');
  await expectWidth(bob, 'Ada', [640, 1280]);
  await bob.page.setViewportSize(SMALL);
  await expectWidth(bob, 'Ada', [320]);

  await watchPicture(bob.page, 'Ada');
  const carol = await HeadlessParticipant.join({
    web: convene.url,
    slug,
    name: 'Carol',
    send: { layers: 0 },
  });
  try {
    await expectCodec('video/VP8');
    const cameras = () =>
      carol.report().received.filter(({ source, frames }) => source === 'camera' && frames > 0);
    await expect.poll(() => cameras().length, { message: 'Carol sees both' }).toBe(2);
  } finally {
    await carol.leave();
  }
  await expectCodec('video/VP9');
  await bob.expectVideoOf('Ada');
  expect(await lostPictures(bob.page)).toEqual([]);
});
