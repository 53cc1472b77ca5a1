import { describe, expect, it } from 'vitest';
import { changeOf, findDevice, inOrder, type KnownDevice, type Situation } from './deviceChoice.ts';

const device = (deviceId: string, label = deviceId, groupId = 'box'): KnownDevice => ({
  deviceId,
  label,
  groupId,
});
const [desk, headset, laptop] = [device('desk'), device('headset'), device('laptop')];
const byDefault = device('default', 'Default - Desk', 'desk box');

describe('DEVICE-4: a remembered device', () => {
  it.each([
    ['by its id, whatever its name is now', device('desk', 'old name'), desk],
    ['by its name when ids have changed', device('gone', 'headset'), headset],
    ['not by an empty name', device('gone', ''), undefined],
    ['not when it is not there', device('gone'), undefined],
    ['not when none is remembered', undefined, undefined],
  ] as const)('is found %s', (_how, meant, found) => {
    expect(findDevice([desk, headset], meant)).toEqual(found);
  });

  it('is found in the same box, of two with one name', () => {
    const twins = [device('a', 'Webcam', 'left'), device('b', 'Webcam', 'right')];
    expect(findDevice(twins, device('gone', 'Webcam', 'right'))?.deviceId).toBe('b');
  });
});

it('DEVICE-11: the chosen device is tried first, then the system’s, then the others; no second default', () => {
  const listed = [desk, device('communications'), byDefault, headset];
  const ids = (chosen?: KnownDevice) => inOrder(listed, chosen).map(({ deviceId }) => deviceId);
  expect(ids(headset)).toEqual(['headset', 'default', 'desk']);
  expect(ids(device('gone'))).toEqual(['default', 'desk', 'headset']);
  expect(ids()).toEqual(['default', 'desk', 'headset']);
});

describe('DEVICE-11: what a change of the list asks for', () => {
  const calm: Situation = {
    devices: [desk, headset],
    hidden: false,
    chosen: undefined,
    open: desk,
    failure: undefined,
  };
  it.each([
    ['nothing has changed', {}, undefined],
    ['another one came', { devices: [desk, headset, laptop] }, undefined],
    ['another one went', { devices: [desk] }, undefined],
    ['the device in use went', { devices: [headset] }, 'gone'],
    ['all went', { devices: [] }, 'gone'],
    ['the chosen one came back', { open: desk, chosen: headset }, 'chosenBack'],
    ['the chosen one is in use', { open: headset, chosen: headset }, undefined],
    ['the chosen one is away', { open: desk, chosen: laptop }, undefined],
    ['the chosen one came back under another id', { chosen: device('old id', 'headset') }, 'chosenBack'],
    ['the default is the same', { devices: [byDefault, desk], open: byDefault }, undefined],
    [
      'the default is another one',
      { devices: [device('default', 'Default - Headset'), desk], open: byDefault },
      'defaultChanged',
    ],
    ['the browser tells no names', { devices: [], hidden: true }, undefined],
    ['none was there, and none is', { open: undefined, devices: [], failure: 'missing' }, undefined],
    ['none was there, and one is', { open: undefined, failure: 'missing' }, 'plugged'],
    [
      'none was there, and a nameless one is',
      { open: undefined, devices: [], hidden: true, failure: 'missing' },
      'plugged',
    ],
    ['it was busy', { open: undefined, failure: 'busy' }, 'freed'],
    ['the person said no', { open: undefined, failure: 'denied' }, undefined],
    ['the person took it back', { open: undefined, failure: 'withdrawn' }, undefined],
    ['the device in use is in no list', { open: undefined }, undefined],
  ] as const)('%s', (_what, change, asked) => {
    expect(changeOf({ ...calm, ...change })).toBe(asked);
  });
});
