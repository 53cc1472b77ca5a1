// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest';
import { participantId } from '../../testing/FakeMeetingClient.ts';
import { ShareVolumes } from './ShareVolumes.ts';

const [ada, bob] = [participantId(1), participantId(2)];

afterEach(() => sessionStorage.clear());

it('SHARE-1: each screen has a volume of its own, which a reload keeps', () => {
  const volumes = new ShareVolumes('abc-defg-hij');
  expect(volumes.of(ada)).toEqual({ level: 1, muted: false });
  volumes.setLevel(ada, 0.4);
  volumes.toggleMuted(bob);
  const reloaded = new ShareVolumes('abc-defg-hij');
  expect(reloaded.of(ada)).toEqual({ level: 0.4, muted: false });
  expect(reloaded.of(bob)).toEqual({ level: 1, muted: true });
  expect(new ShareVolumes('other').of(ada)).toEqual({ level: 1, muted: false });
});

it('SHARE-1: muting and unmuting comes back to the volume before', () => {
  const volumes = new ShareVolumes('abc-defg-hij');
  volumes.setLevel(ada, 0.4);
  volumes.toggleMuted(ada);
  expect(volumes.of(ada)).toEqual({ level: 0.4, muted: true });
  volumes.toggleMuted(ada);
  expect(volumes.of(ada)).toEqual({ level: 0.4, muted: false });
});

it('SHARE-1: at nothing it is muted, and who unmutes then hears it in full', () => {
  const volumes = new ShareVolumes('abc-defg-hij');
  volumes.setLevel(ada, 0);
  expect(volumes.of(ada).muted).toBe(true);
  volumes.toggleMuted(ada);
  expect(volumes.of(ada)).toEqual({ level: 1, muted: false });
});

it.each(['', 'no json', '[["x", 1]]', '{"a": 1}'])(
  'SHARE-1: what %j left in the storage is let go',
  (text) => {
    sessionStorage.setItem('convene.shareVolumes.abc-defg-hij', text);
    expect(new ShareVolumes('abc-defg-hij').of(ada)).toEqual({ level: 1, muted: false });
  },
);
