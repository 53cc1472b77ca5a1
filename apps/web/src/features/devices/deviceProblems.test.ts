import type { DeviceState } from '@convene/meeting-client';
import { describe, expect, it } from 'vitest';
import { deviceProblems } from './deviceProblems.ts';

type Cause = Extract<DeviceState, { state: 'failed' }>['cause'];
const on: DeviceState = { state: 'on', deviceId: 'a', label: 'A' };
const failed = (cause: Cause): DeviceState => ({ state: 'failed', cause });

describe('UI-5: the lobby says what stands in the way of camera and microphone', () => {
  it.each([
    [on, on, []],
    [{ state: 'off' }, { state: 'starting' }, []],
    [failed('denied'), on, ['cameraDenied']],
    [on, failed('missing'), ['microphoneMissing']],
    [failed('denied'), failed('denied'), ['bothDenied']],
    [failed('missing'), failed('missing'), ['bothMissing']],
    [failed('insecure'), failed('insecure'), ['insecure']],
    [failed('busy'), failed('unknown'), ['cameraBusy', 'microphoneUnknown']],
  ] as const)('%o and %o', (camera, microphone, expected) => {
    expect(deviceProblems({ camera, microphone })).toEqual(expected);
  });
});
