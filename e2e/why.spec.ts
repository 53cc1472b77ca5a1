import type { Locator } from '@playwright/test';
import { HeadlessParticipant, HeldMessages } from 'bench';
import { LOST_CONNECTION } from './support/lostConnection.ts';
import { setInBackground } from './support/background.ts';
import type { Convene } from './support/Convene.ts';
import { chooseOnTile, chooseQuality } from './support/menus.ts';
import type { Person } from './support/Person.ts';
import { slowDown } from './support/slowDown.ts';
import { expect, test } from './support/test.ts';

/** Two in ten: far above what the loss of a busy machine is. */
const LOSS = 0.2;

const panelOf = ({ page }: Person): Locator =>
  page.getByRole('complementary', { name: 'Why is my picture bad?' });

async function askWhy(person: Person, name: string): Promise<Locator> {
  await chooseOnTile(person, name, 'Why is my picture bad?');
  return panelOf(person);
}

const causeIn = (panel: Locator) => panel.getByRole('status').getAttribute('data-cause');

async function expectCause(panel: Locator, cause: string, timeout = 30_000): Promise<void> {
  await expect.poll(() => causeIn(panel), { message: cause, timeout }).toBe(cause);
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
  // Ada hears late which of her layers anybody wants.
  const late = new HeldMessages('demandChanged');
  const webSocket = late.webSocketFrom(new URL(convene.url).origin);
  const sit = (name: string, layers: 1 | 3) =>
    HeadlessParticipant.join({ web: convene.url, slug, name, send: { layers }, webSocket });
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
    await test.step('a sharper picture that is on its way', async () => {
      const isTopSent = () => ada.report().sent.find(({ source }) => source === 'camera')?.layers[2]?.active;
      await expect.poll(isTopSent, { message: 'Ada sends what is wanted', timeout: 30_000 }).toBe(false);
      late.hold();
      await chooseQuality(bob, 'Ada', 'Auto');
      await expectCause(panel, 'rampingUp');
      late.letGo();
      await expectCause(panel, 'none');
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

test('WHY-3, WHY-7: a computer that has too little time to send, or to show what arrives, is named for as long', async ({
  person,
}) => {
  test.setTimeout(180_000);
  // Each has a browser of their own.
  const ada = await person('Ada', { devices: 'large' });
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await person('Bob', { devices: 'small', viewport: { width: 1600, height: 1000 } });
  await bob.join(path);
  await bob.expectVideoOf('Ada');
  await chooseOnTile(bob, 'Ada', 'Pin for me');
  const panel = await askWhy(bob, 'Ada');
  const expectWhile = async (person: Person, runMs: number, cause: string) => {
    const end = await slowDown(person.context.browser(), runMs);
    try {
      await expectCause(panel, cause, 60_000);
    } finally {
      await end();
    }
    const message = `another cause than ${cause}`;
    await expect.poll(() => causeIn(panel), { message, timeout: 60_000 }).not.toBe(cause);
  };
  await test.step('the sender’s', async () => expectWhile(ada, 10, 'senderCpu'));
  await test.step('the viewer’s', async () => expectWhile(bob, 2, 'device'));
});
