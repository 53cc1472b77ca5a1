import { HeadlessParticipant } from 'bench';
import { sentFrames } from './support/probe.ts';
import { expect, test } from './support/test.ts';

test('DEMAND-5: a browser encodes what somebody watches, and nothing else', async ({ person }) => {
  const ada = await person('Ada');
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await HeadlessParticipant.join({
    web: new URL(ada.page.url()).origin,
    slug: path.replace('/m/', ''),
    name: 'Bob',
    send: { layers: 0 },
  });
  let before: readonly number[] = [];
  /** Which of Ada's layers have sent frames since the last look. */
  const flowing = async () => {
    const last = before;
    before = await sentFrames(ada.page);
    return before.map((frames, index) => frames > (last[index] ?? frames));
  };
  const expectFlowing = (message: string, layers: readonly unknown[]) =>
    expect.poll(flowing, { message, intervals: [1000] }).toEqual(layers);
  const camera = () => bob.report().received.find(({ source }) => source === 'camera');
  try {
    bob.draw({ width: 1280, height: 720 });
    await expect.poll(() => camera()?.width, { message: 'a high layer' }).toBeGreaterThanOrEqual(640);
    // A busy machine's browser leaves out the highest by itself.
    await expectFlowing('several layers', [true, true, expect.any(Boolean)]);

    bob.draw({ width: 320, height: 180 });
    await expectFlowing('the low layer alone', [true, false, false]);
    bob.draw({ visible: false });
    await expectFlowing('no layer', [false, false, false]);

    bob.draw({ visible: true, width: 1280, height: 720 });
    await expect.poll(() => camera()?.width, { message: 'a high layer again' }).toBeGreaterThanOrEqual(640);
    await expect.poll(() => camera()?.silentMs, { message: 'its frames' }).toBeLessThan(500);
    await expectFlowing('several layers again', [true, true, expect.any(Boolean)]);
    expect(camera()).toMatchObject({ pictureBreaks: 0 });
  } finally {
    await bob.leave();
  }
});
