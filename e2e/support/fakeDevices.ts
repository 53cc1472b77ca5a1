import type { Page } from '@playwright/test';
import { installFakeSources, type Sources } from './fakeSources.ts';

type Kind = 'videoinput' | 'audioinput' | 'audiooutput';

declare global {
  interface Window {
    fakeDevices: {
      plug(kind: Kind, deviceId: string, label: string): void;
      unplug(...deviceIds: string[]): void;
      /** Its tracks end, and nothing else is told. */
      end(deviceId: string): void;
      /** Another program holds it, or lets it go. */
      hold(deviceId: string, held: boolean): void;
      renameDefault(label: string): void;
      setPermission(name: 'camera' | 'microphone', state: PermissionState): void;
      /** The next opening waits until it is let go. */
      holdBack(): void;
      letGo(): void;
      running(): string[];
      /** Speakers that something was played through, in order. */
      sinks: string[];
      /** How the microphone was asked for last. */
      askedForAudio: MediaTrackConstraints | undefined;
    };
  }
}

/** Gives the page devices that can be unplugged, held by another program and refused: a desk's, a headset's and a laptop's. */
export async function installFakeDevices(page: Page, sources: Sources = {}): Promise<void> {
  await installFakeSources(page, sources);
  await page.addInitScript(() => {
    type Fake = { kind: Kind; deviceId: string; label: string; groupId: string };
    type Status = EventTarget & { state: PermissionState };
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (media === undefined) return;
    const wake: (() => void)[] = [];
    const tracks = new Map<MediaStreamTrack, string>();
    const held = new Set<string>();
    const statuses = new Map<string, Status>();
    let devices: Fake[] = [];
    let gate: Promise<void> | undefined;

    const tell = () => media.dispatchEvent(new Event('devicechange'));
    const end = (deviceId: string) => {
      for (const [track, id] of tracks) {
        if (id !== deviceId || track.readyState === 'ended') continue;
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    };
    const granted: { state: PermissionState } = { state: 'granted' };
    const statusOf = (name: string): Status => {
      const status = statuses.get(name) ?? Object.assign(new EventTarget(), granted);
      statuses.set(name, status);
      return status;
    };
    window.fakeDevices = {
      sinks: [],
      askedForAudio: undefined,
      plug(kind, deviceId, label) {
        devices = [...devices, { kind, deviceId, label, groupId: `box of ${label}` }];
        tell();
      },
      unplug(...deviceIds) {
        devices = devices.filter((device) => !deviceIds.includes(device.deviceId));
        tell();
        for (const id of deviceIds) end(id);
      },
      end,
      hold(deviceId, isHeld) {
        if (isHeld) held.add(deviceId);
        else held.delete(deviceId);
      },
      renameDefault(label) {
        devices = devices.map((device) => (device.deviceId === 'default' ? { ...device, label } : device));
        tell();
      },
      setPermission(name, state) {
        const status = statusOf(name);
        status.state = state;
        status.dispatchEvent(new Event('change'));
      },
      holdBack() {
        gate = new Promise((resolve) => wake.push(resolve));
      },
      letGo() {
        gate = undefined;
        for (const go of wake.splice(0)) go();
      },
      running: () => [...tracks].filter(([track]) => track.readyState === 'live').map(([, id]) => id),
    };

    const open = (kind: Kind, { deviceId }: MediaTrackConstraints): MediaStreamTrack => {
      const { exact, ideal } = (deviceId ?? {}) as { exact?: string; ideal?: string };
      const ofKind = devices.filter((device) => device.kind === kind);
      const found = ofKind.find((device) => device.deviceId === (exact ?? ideal));
      const device = found ?? (exact === undefined ? ofKind[0] : undefined);
      if (device === undefined)
        throw new DOMException('', exact === undefined ? 'NotFoundError' : 'OverconstrainedError');
      if (held.has(device.deviceId)) throw new DOMException('', 'NotReadableError');
      const { camera, microphone } = window.fakeSources;
      const track = kind === 'videoinput' ? camera(device.label) : microphone(device.label);
      const settings = track.getSettings();
      Object.defineProperty(track, 'label', { value: device.label });
      track.getSettings = () => ({ ...settings, deviceId: device.deviceId, groupId: device.groupId });
      tracks.set(track, device.deviceId);
      return track;
    };

    media.enumerateDevices = async () => devices.map((device) => ({ ...device, toJSON: () => device }));
    media.getUserMedia = async ({ video, audio } = {}) => {
      if (typeof audio === 'object') window.fakeDevices.askedForAudio = audio;
      await gate;
      for (const [wanted, name] of [
        [video, 'camera'],
        [audio, 'microphone'],
      ] as const) {
        if (wanted !== undefined && statusOf(name).state === 'denied')
          throw new DOMException('', 'NotAllowedError');
      }
      return new MediaStream([
        ...(typeof video === 'object' ? [open('videoinput', video)] : []),
        ...(typeof audio === 'object' ? [open('audioinput', audio)] : []),
      ]);
    };
    const query = navigator.permissions.query.bind(navigator.permissions);
    navigator.permissions.query = async (descriptor) => {
      const { name } = descriptor as { name: string };
      if (name !== 'camera' && name !== 'microphone') return query(descriptor);
      return statusOf(name) as unknown as PermissionStatus;
    };
    HTMLMediaElement.prototype.setSinkId = async (id) => {
      window.fakeDevices.sinks.push(id);
    };
    for (const name of ['Desk', 'Headset', 'Laptop']) {
      for (const [kind, word] of [
        ['videoinput', 'camera'],
        ['audioinput', 'microphone'],
        ['audiooutput', 'speaker'],
      ] as const) {
        window.fakeDevices.plug(kind, `${name} ${word}`, `${name} ${word}`);
      }
    }
  });
}
