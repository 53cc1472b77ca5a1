import type { Locator } from '@playwright/test';
import type { Convene } from './support/Convene.ts';
import type { Person } from './support/Person.ts';
import { expect, test } from './support/test.ts';

/** Two in ten: far above what the loss of a busy machine is. */
const LOSS = 0.2;

const panelOf = ({ page }: Person): Locator =>
  page.getByRole('complementary', { name: 'Why is my picture bad?' });

async function askWhy(person: Person, name: string): Promise<Locator> {
  await person.tile(name).hover();
  await person.button(`Options for ${name}`).click();
  await person.page.getByRole('menuitem', { name: 'Why is my picture bad?' }).click();
  return panelOf(person);
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
