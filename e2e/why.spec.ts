import type { Locator, Page } from '@playwright/test';
import { HeadlessParticipant } from 'bench';
import { LOST_CONNECTION } from './support/lostConnection.ts';
import { setInBackground } from './support/background.ts';
import type { Convene } from './support/Convene.ts';
import { chooseOnTile, chooseQuality } from './support/menus.ts';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** Two in ten: far above what the loss of a busy machine is. */
const LOSS = 0.2;

const panelOf = ({ page }: Person): Locator =>
  page.getByRole('complementary', { name: 'Why is my picture bad?' });

async function askWhy(person: Person, name: string): Promise<Locator> {
  await chooseOnTile(person, name, 'Why is my picture bad?');
  return panelOf(person);
}

/** The browser says from now on what it says on a device that is too slow: of the frames that arrive, half are not shown. */
function slowDown(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { prototype } = RTCRtpReceiver;
    // A descriptor's value has no type.
    const getStats = Object.getOwnPropertyDescriptor(prototype, 'getStats')
      ?.value as typeof prototype.getStats;
    prototype.getStats = async function (this: RTCRtpReceiver) {
      const entries = [...(await getStats.call(this))].map(
        ([id, entry]: [string, RTCInboundRtpStreamStats]) => {
          const isVideo = entry.type === 'inbound-rtp' && entry.kind === 'video';
          const { framesReceived = 0 } = entry;
          return [id, isVideo ? { ...entry, framesDropped: Math.floor(framesReceived / 2) } : entry] as const;
        },
      );
      return new Map(entries);
    };
  });
}

const causeIn = (panel: Locator) => panel.getByRole('status').getAttribute('data-cause');

async function expectCause(panel: Locator, cause: string): Promise<void> {
  await expect.poll(() => causeIn(panel), { message: cause, timeout: 30_000 }).toBe(cause);
}

async function serverOf(convene: Convene, person: Person): Promise<number> {
  const { serverId } = await convene.seatOf(await person.participantId());
  return convene.mediaServers.findIndex(({ id }) => id === serverId);
}

test('WHY-1, WHY-20: the panel names what limits a picture, each when it is so', async ({
  pair,
  convene,
}) => {
  test.setTimeout(150_000);
  const { ada, bob } = pair;
  await bob.expectVideoOf('Ada');
  const [adas, bobs] = [await serverOf(convene, ada), await serverOf(convene, bob)];
  const panel = await askWhy(bob, 'Ada');
  await expect(panel.getByRole('listitem')).toHaveCount(4);
  await expect(panel.getByText('Between servers')).toBeVisible();
  const { wires } = convene;

  // Before anything is lost: a sender's estimate of its connection recovers slowly.
  await test.step('a small tile', async () => {
    await bob.page.setViewportSize({ width: 640, height: 420 });
    await expectCause(panel, 'tileSmall');
    await bob.page.setViewportSize({ width: 1280, height: 800 });
  });
  await test.step('a server pipe', async () => {
    wires.pipes.degrade({ lossRatio: LOSS });
    await expectCause(panel, 'pipe');
    wires.mend();
  });
  await test.step('the own connection down', async () => {
    wires.clientsOf(bobs).degrade({ lossRatio: LOSS });
    await expectCause(panel, 'downlink');
    wires.mend();
  });
  await test.step('the sender’s connection up', async () => {
    wires.clientsOf(adas).degrade({ lossRatio: LOSS });
    await expectCause(panel, 'senderUplink');
    await expect(bob.tile('Ada').getByRole('button', { name: 'Ada’s connection is poor' })).toBeVisible();
    await expect(ada.page.getByText('others may see you badly')).toBeVisible();
    wires.mend();
  });
  await test.step('a camera that is off', async () => {
    await ada.control('Turn off camera').click();
    await expectCause(panel, 'off');
  });
});

test('WHY-1, WHY-5, WHY-6: what people do is named, what their devices lack, and who is lost', async ({
  convene,
  person,
}) => {
  test.setTimeout(150_000);
  const bob = await person('Bob', { devices: 'small', viewport: { width: 1600, height: 1000 } });
  const slug = (await bob.createMeeting()).replace('/m/', '');
  await bob.joinNow();
  const sit = (name: string, layers: 1 | 3) =>
    HeadlessParticipant.join({ web: convene.url, slug, name, send: { layers } });
  const [ada, carol] = [await sit('Ada', 3), await sit('Carol', 1)];
  try {
    await bob.expectVideoOf('Ada');
    const panel = await askWhy(bob, 'Ada');
    await test.step('nothing: a large picture of a good camera', async () => {
      await chooseOnTile(bob, 'Ada', 'Pin for me');
      await expectCause(panel, 'none');
    });
    await test.step('a lower quality was chosen', async () => {
      await chooseQuality(bob, 'Ada', 'Low');
      await expectCause(panel, 'choseLower');
    });
    await test.step('no picture was chosen', async () => {
      await chooseQuality(bob, 'Ada', 'Off');
      await expectCause(panel, 'choseOff');
      await bob.tile('Ada').getByRole('button', { name: 'Show picture' }).click();
    });
    await test.step('a tab that nobody sees', async () => {
      await setInBackground(bob.page, true);
      await expectCause(panel, 'hidden');
      await setInBackground(bob.page, false);
      await expectCause(panel, 'none');
    });
    await test.step('a camera that offers no larger layer', async () => {
      await chooseOnTile(bob, 'Carol', 'Pin for me');
      await askWhy(bob, 'Carol');
      await expectCause(panel, 'cameraSmall');
    });
    await test.step('a device that is too slow', async () => {
      await slowDown(bob.page);
      await expectCause(panel, 'device');
    });
    await test.step('a sender who is lost', async () => {
      carol.close();
      await expectCause(panel, 'senderReconnects');
    });
    await test.step('the own connection lost', async () => {
      bob.expectErrors(...LOST_CONNECTION);
      await askWhy(bob, 'Ada');
      await bob.context.setOffline(true);
      await expectCause(panel, 'selfReconnects');
      await bob.context.setOffline(false);
      await expect.poll(() => causeIn(panel), { message: 'back' }).not.toBe('selfReconnects');
    });
  } finally {
    carol.close();
    await ada.leave();
  }
});
