import type { Locator } from '@playwright/test';
import { installFakeDevices } from './support/fakeDevices.ts';
import type { Person } from './support/Person.ts';
import { negotiationTimes, receivedAudio } from './support/probe.ts';
import { cameraSeen, listenForSilence, longestSilence, microphoneHeard } from './support/senses.ts';
import { expect, test } from './support/test.ts';

type Kind = 'Camera' | 'Microphone' | 'Speaker';

/** Ada in the settings of her meeting, and Bob who sees and hears what her devices give. */
async function meet(person: (name: string, options?: { devices: 'small' }) => Promise<Person>) {
  const ada = await person('Ada');
  await installFakeDevices(ada.page);
  const path = await ada.createMeeting();
  await ada.joinNow();
  const bob = await person('Bob', { devices: 'small' });
  await bob.join(path);

  const select = (kind: Kind): Locator => ada.page.getByRole('combobox', { name: kind, exact: true });
  const expectChosen = (kind: Kind, label: string) =>
    expect(select(kind).locator('option:checked')).toHaveText(label);
  const wordOf = (label: string) => label.split(' ').findLast((word) => /^[A-Z]/u.test(word));
  const expectSeen = (label: string) =>
    expect
      .poll(() => cameraSeen(bob.page, 'Ada'), { message: `Bob sees what ${label} shows` })
      .toBe(wordOf(label));
  const expectHeard = (label: string) =>
    expect
      .poll(() => microphoneHeard(bob.page), { message: `Bob hears what ${label} hears` })
      .toBe(wordOf(label));
  await expectSeen('Desk camera');
  await expectHeard('Desk microphone');
  return {
    ada,
    bob,
    select,
    expectChosen,
    expectSeen,
    expectHeard,
    /** The label is the device in use, and the others get what that one gives. */
    expectInUse: async (kind: 'Camera' | 'Microphone', label: string) => {
      await expectChosen(kind, label);
      await (kind === 'Camera' ? expectSeen(label) : expectHeard(label));
    },
    expectRunning: async (...devices: string[]) => {
      const running = () => ada.page.evaluate(() => window.fakeDevices.running().toSorted());
      await expect.poll(running, { message: 'devices that are open' }).toEqual(devices.toSorted());
    },
    expectTold: (words: string | RegExp) => expect(ada.page.getByText(words).first()).toBeVisible(),
    fake: (act: (devices: Window['fakeDevices']) => void): Promise<unknown> =>
      ada.page.evaluate(`(${String(act)})(window.fakeDevices)`),
    openSettings: async (name: 'Audio' | 'Video') => {
      await ada.control('More').click();
      await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
      await ada.page.getByRole('tab', { name }).click();
    },
  };
}

test('DEVICE-13: others see the camera in use while cameras come, go, fail and are changed', async ({
  person,
}) => {
  const meeting = await meet(person);
  const { ada, select, expectInUse, expectRunning, expectSeen, expectHeard, expectTold, fake } = meeting;
  const negotiated = (await negotiationTimes(ada.page)).length;
  await meeting.openSettings('Video');

  await test.step('three are chosen in a hurry: the last one, without a word to the server', async () => {
    await fake((devices) => devices.holdBack());
    for (const name of ['Laptop', 'Desk', 'Headset']) await select('Camera').selectOption(`${name} camera`);
    await fake((devices) => devices.letGo());
    await expectInUse('Camera', 'Headset camera');
    await expectRunning('Headset camera', 'Desk microphone');
    expect((await negotiationTimes(ada.page)).length).toBe(negotiated);
  });

  await test.step('one that was not chosen is plugged in: nothing changes', async () => {
    await fake((devices) => devices.plug('videoinput', 'spare', 'Spare camera'));
    await expect(select('Camera').locator('option')).toHaveCount(4);
    await expectInUse('Camera', 'Headset camera');
    await fake((devices) => devices.unplug('spare'));
  });

  await test.step('the one in use is unplugged, and plugged in again under another id', async () => {
    await fake((devices) => devices.unplug('Headset camera'));
    await expectTold('Your camera was unplugged. Now in use: Desk camera');
    await expectInUse('Camera', 'Desk camera');
    await fake((devices) => devices.plug('videoinput', 'another id', 'Headset camera'));
    await expectTold('Your camera is back: Headset camera');
    await expectInUse('Camera', 'Headset camera');
  });

  await test.step('its track ends by itself: it is opened again', async () => {
    await fake((devices) => devices.end('another id'));
    await expectRunning('another id', 'Desk microphone');
    await expectInUse('Camera', 'Headset camera');
  });

  await test.step('another program holds the one that is chosen, and one vanishes while it is opened', async () => {
    await fake((devices) => devices.hold('Laptop camera', true));
    await select('Camera').selectOption('Laptop camera');
    await expectTold('Laptop camera is used by another program. You keep the one you had.');
    await expectInUse('Camera', 'Headset camera');
    await fake((devices) => devices.hold('Laptop camera', false));
    await fake((devices) => devices.holdBack());
    await select('Camera').selectOption('Laptop camera');
    await fake((devices) => devices.unplug('Laptop camera'));
    await fake((devices) => devices.letGo());
    await expectTold('Laptop camera did not start. You keep the one you had.');
    await expectInUse('Camera', 'Headset camera');
  });

  await test.step('all are unplugged, and the first is plugged in', async () => {
    await fake((devices) => devices.unplug('another id', 'Desk camera'));
    await expectTold('No camera was found. Plug one in to be seen.');
    await expectHeard('Desk microphone');
    await fake((devices) => devices.plug('videoinput', 'first', 'First camera'));
    await expectTold('Camera in use: First camera');
    await expectInUse('Camera', 'First camera');
  });

  await test.step('the permission is taken back, and given again', async () => {
    await fake((devices) => {
      devices.setPermission('camera', 'denied');
      devices.end('first');
    });
    await expectTold(/Your browser has taken the camera back\. Click the icon/);
    await expectHeard('Desk microphone');
    await fake((devices) => devices.setPermission('camera', 'granted'));
    await expectInUse('Camera', 'First camera');
  });

  await test.step('unplugged while it is off: nothing is opened; another program holds the next one', async () => {
    await ada.page.keyboard.press('Escape');
    await ada.control('Turn off camera').click();
    await fake((devices) => {
      devices.plug('videoinput', 'Spare camera', 'Spare camera');
      devices.unplug('first');
      devices.hold('Spare camera', true);
    });
    await expectRunning('Desk microphone');
    await ada.control('Turn on camera').click();
    await expectTold('Another program is using your camera. Close it, or choose another camera.');
    await expectHeard('Desk microphone');
    await fake((devices) => devices.hold('Spare camera', false));
    await meeting.openSettings('Video');
    await ada.button('Try again').click();
    await expectInUse('Camera', 'Spare camera');
    await expectSeen('Spare camera');
  });
});

test('DEVICE-13: others hear the microphone in use while microphones and speakers come, go and are changed', async ({
  person,
}, { annotations }) => {
  const meeting = await meet(person);
  const {
    ada,
    bob,
    select,
    expectChosen,
    expectInUse,
    expectRunning,
    expectSeen,
    expectHeard,
    expectTold,
    fake,
  } = meeting;
  await meeting.openSettings('Audio');

  await test.step('the system’s default changes', async () => {
    await fake((devices) => devices.plug('audioinput', 'default', 'Default - Desk microphone'));
    await select('Microphone').selectOption('Default - Desk microphone');
    await expectInUse('Microphone', 'Default - Desk microphone');
    await fake((devices) => devices.renameDefault('Default - Headset microphone'));
    await expectTold('Your system changed the microphone. Now in use: Default - Headset microphone');
    await expectInUse('Microphone', 'Default - Headset microphone');
  });

  await test.step('two vanish at once, of which the second would have been the next', async () => {
    await select('Microphone').selectOption('Headset microphone');
    await expectInUse('Microphone', 'Headset microphone');
    await fake((devices) => devices.unplug('default', 'Headset microphone', 'Desk microphone'));
    await expectTold('Your microphone was unplugged. Now in use: Laptop microphone');
    await expectInUse('Microphone', 'Laptop microphone');
  });

  await test.step('the permission is taken back, and given again', async () => {
    await fake((devices) => {
      devices.setPermission('microphone', 'denied');
      devices.end('Laptop microphone');
    });
    await expectTold(/Your browser has taken the microphone back\. Click the icon/);
    await expectSeen('Desk camera');
    await fake((devices) => devices.setPermission('microphone', 'granted'));
    await expectInUse('Microphone', 'Laptop microphone');
  });

  await test.step('DEVICE-16: the chosen speaker goes, and comes back', async () => {
    const lastSink = () => ada.page.evaluate(() => window.fakeDevices.sinks.at(-1));
    await select('Speaker').selectOption('Headset speaker');
    await expect.poll(lastSink, { message: 'where Ada hears Bob' }).toBe('Headset speaker');
    await fake((devices) => devices.unplug('Headset speaker'));
    await expectTold('Your speaker was unplugged. Sound now comes from your system’s speaker.');
    await expectChosen('Speaker', 'System default');
    await expect.poll(lastSink, { message: 'where Ada hears Bob' }).toBe('');
    await fake((devices) => devices.plug('audiooutput', 'another id', 'Headset speaker'));
    await expectTold('Your speaker is back: Headset speaker');
    await expectChosen('Speaker', 'Headset speaker');
    await expect.poll(lastSink, { message: 'where Ada hears Bob' }).toBe('another id');
  });

  await test.step('DEVICE-12: hi-fi is sent anew, and is heard', async () => {
    await listenForSilence(bob.page);
    await ada.page.getByRole('switch', { name: 'Hi-fi sound' }).click();
    await expect.poll(() => bob.page.evaluate(sendsStereo), { message: 'Bob receives stereo' }).toBe(true);
    await expectInUse('Microphone', 'Laptop microphone');
    const ms = await longestSilence(bob.page);
    annotations.push({ type: 'silence while hi-fi is turned on', description: `${Math.round(ms)} ms` });
    expect(ms).toBeLessThan(1000);
  });

  await test.step('unplugged while muted: the next one is muted, too', async () => {
    await ada.page.keyboard.press('Escape');
    await ada.control('Mute').click();
    await fake((devices) => devices.plug('audioinput', 'spare', 'Spare microphone'));
    await fake((devices) => devices.unplug('Laptop microphone'));
    await expectRunning('Desk camera', 'spare');
    await expect(ada.control('Unmute')).toBeVisible();
    await expectTold('You are muted. Nobody hears you.');
  });

  await test.step('VOICE-3: whoever holds Space is heard', async () => {
    const before = await receivedAudio(bob.page);
    await ada.page.keyboard.down('Space');
    await expect(ada.control('Mute')).toBeVisible();
    await expectTold('You are heard while you hold Space');
    await expect
      .poll(async () => (await receivedAudio(bob.page)).energy, { message: 'Bob hears Ada' })
      .toBeGreaterThan(before.energy + 1e-5);
    await expectHeard('Spare microphone');
    await ada.page.keyboard.up('Space');
    await expect(ada.control('Unmute')).toBeVisible();
  });
});

/** Whether one of the voices that the page receives now is stereo. */
async function sendsStereo(): Promise<boolean> {
  for (const connection of window.probe.connections) {
    if (connection.connectionState === 'closed') continue;
    const reports = [...(await connection.getStats()).values()] as Record<string, unknown>[];
    const codecs = new Map(reports.map((report) => [report['id'], report]));
    for (const report of reports) {
      if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
      if (String(codecs.get(report['codecId'])?.['sdpFmtpLine']).includes('stereo=1')) return true;
    }
  }
  return false;
}
