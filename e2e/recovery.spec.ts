import type { Page } from '@playwright/test';
import type { Convene } from './support/Convene.ts';
import type { Person } from './support/Person.ts';
import { lostPictures, receivedAudio, watchPicture } from './support/probe.ts';
import { LOST_CONNECTION } from './support/lostConnection.ts';
import { expect, test } from './support/test.ts';

const mark = (page: Page) => page.evaluate(() => void Object.assign(window, { opened: true }));
const isMarked = (page: Page) => page.evaluate(() => 'opened' in window);

type Scene = {
  readonly ada: Person;
  readonly bob: Person;
  /** Hits them, while Bob writes. */
  readonly strike: (blow: () => Promise<void> | void) => Promise<void>;
  /** All is as it was before. */
  readonly expectAsBefore: () => Promise<void>;
};

/**
 * Ada and Bob in a meeting that is in full swing: Bob is muted and has the chat open with a half-written message, both
 * have written something.
 */
async function scene(
  person: (name: string, options: { devices: 'small' }) => Promise<Person>,
): Promise<Scene> {
  const [ada, bob] = [await person('Ada', { devices: 'small' }), await person('Bob', { devices: 'small' })];
  const path = await ada.createMeeting();
  await ada.joinNow();
  await bob.join(path);
  for (const one of [ada, bob]) {
    one.expectErrors(...LOST_CONNECTION);
    await mark(one.page);
  }
  await ada.say('Said by Ada before');
  await bob.say('Said by Bob before');
  await bob.control('Mute').click();
  await expect(ada.tile('Bob')).toContainText('Muted');
  await Promise.all([ada.expectVideoOf('Bob'), bob.expectVideoOf('Ada'), bob.expectSound()]);
  const seats = () => Promise.all([ada.participantId(), bob.participantId()]);
  const before = await seats();
  await Promise.all([watchPicture(ada.page, 'Bob'), watchPicture(bob.page, 'Ada')]);

  return {
    ada,
    bob,
    async strike(blow) {
      await blow();
      await bob.say('Said by Bob meanwhile');
      await bob.draft.fill('Half a sen');
    },
    async expectAsBefore() {
      await Promise.all([ada.expectVideoOf('Bob'), bob.expectVideoOf('Ada'), bob.expectSound()]);
      for (const one of [ada, bob]) {
        await expect(one.recovery).toBeEmpty();
        await expect(one.tiles).toHaveCount(2);
        for (const text of ['Said by Ada before', 'Said by Bob before', 'Said by Bob meanwhile']) {
          await expect(one.messages.getByText(text)).toHaveCount(1);
        }
        expect(await lostPictures(one.page), 'the last picture stayed until the next one').toEqual([]);
        expect(await isMarked(one.page), 'the page was not opened anew').toBe(true);
      }
      expect(await seats()).toEqual(before);
      await expect(bob.draft).toHaveValue('Half a sen');
      await expect(bob.control('Unmute')).toBeVisible();
      await expect(ada.tile('Bob')).toContainText('Muted');
      // Ada has heard nobody, however long the new picture of Bob has been coming.
      const { energy } = await receivedAudio(ada.page);
      await ada.expectVideoOf('Bob');
      expect((await receivedAudio(ada.page)).energy - energy).toBeLessThan(1e-6);
    },
  };
}

async function seatOf(convene: Convene, person: Person) {
  const participantId = await person.participantId();
  let seat: Awaited<ReturnType<Convene['seatOf']>> | undefined;
  await expect(async () => {
    seat = await convene.seatOf(participantId);
  }, `the seat of ${person.name}`).toPass();
  return seat!;
}

test.beforeEach(async ({ convene }) => {
  test.slow();
  await expect
    .poll(() => convene.isWhole(), { message: 'all servers are ready', timeout: 40_000 })
    .toBe(true);
});

test('RECOVER-10: a worker is killed', { tag: '@together' }, async ({ convene, person }) => {
  const { ada, strike, expectAsBefore } = await scene(person);
  const { workerPid } = await seatOf(convene, ada);
  await strike(() => void process.kill(workerPid, 'SIGKILL'));
  await expectAsBefore();
});

test('RECOVER-11: a worker hangs', { tag: '@together' }, async ({ convene, person }) => {
  const { bob, strike, expectAsBefore } = await scene(person);
  const { workerPid } = await seatOf(convene, bob);
  await strike(() => void process.kill(workerPid, 'SIGSTOP'));
  await expectAsBefore();
});

test('RECOVER-12: the server of both is killed', { tag: '@together' }, async ({ convene, person }) => {
  const { ada, bob, strike, expectAsBefore } = await scene(person);
  const { serverPid, serverId } = await seatOf(convene, ada);
  expect((await seatOf(convene, bob)).serverId).toBe(serverId);
  // Whether they are told of it is a matter of how long it takes: they are back within a second or two (RECOVER-3).
  await strike(() => void process.kill(serverPid, 'SIGKILL'));
  await expectAsBefore();
});

test(
  'RECOVER-13: the server of one of two is killed',
  { tag: '@apart' },
  async ({ convene, person, placement }) => {
    const { ada, bob, strike, expectAsBefore } = await scene(person);
    await placement.expectApart(2);
    const { serverPid } = await seatOf(convene, ada);
    // Looked for from the blow on: she is back within a second or two.
    await Promise.all([
      expect(bob.tile('Ada')).toContainText('Reconnecting'),
      strike(() => void process.kill(serverPid, 'SIGKILL')),
    ]);
    await expect(bob.recovery).toBeEmpty();
    await expectAsBefore();
  },
);

test('RECOVER-14: Postgres is killed', { tag: '@together' }, async ({ convene, person }) => {
  const { ada, bob, strike, expectAsBefore } = await scene(person);
  const { postgresPid } = convene;
  await strike(() => void process.kill(postgresPid, 'SIGKILL'));
  // What needs no database goes on as if nothing had happened.
  await Promise.all([ada.expectVideoOf('Bob'), bob.expectVideoOf('Ada')]);
  await expect
    .poll(() => convene.postgresPid, { message: 'another Postgres', timeout: 30_000 })
    .not.toBe(postgresPid);
  await expectAsBefore();
});

test('RECOVER-15: a browser goes offline and comes back', { tag: '@together' }, async ({ person }) => {
  const { ada, bob, strike, expectAsBefore } = await scene(person);
  await strike(() => bob.context.setOffline(true));
  await expect(bob.recovery).toContainText('You are offline');
  await expect(ada.tile('Bob')).toContainText('Reconnecting');
  await bob.context.setOffline(false);
  await expect(bob.page.getByText('You are back')).toBeVisible();
  await expectAsBefore();
});
