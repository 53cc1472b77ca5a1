import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';

type Kind = 'videoinput' | 'audioinput' | 'audiooutput';
type Listed = {
  readonly kind: Kind;
  readonly deviceId: string;
  readonly label: string;
  readonly groupId: string;
};

const kindOf = { video: 'videoinput', audio: 'audioinput' } as const;

/** A browser's devices, which a test plugs in and out as hands would. */
export class PluggableDevices extends EventTarget {
  /** Of every track that was opened, in order. */
  readonly tracks: FakeMediaStreamTrack[] = [];
  /** Ids of devices that another program holds. */
  readonly busy = new Set<string>();
  /** What opening one waits for. */
  gate: Promise<void> = Promise.resolve();
  #devices: readonly Listed[] = [];

  plug(kind: Kind, deviceId: string, label = deviceId): void {
    this.#devices = [...this.#devices, { kind, deviceId, label, groupId: `box of ${label}` }];
    this.#tell();
  }

  /** All at once, as a hub does. Its tracks end before or after the list is told, or not at all. */
  unplug(deviceIds: readonly string[], tracksEnd: 'first' | 'last' | 'never' = 'last'): void {
    this.#devices = this.#devices.filter(({ deviceId }) => !deviceIds.includes(deviceId));
    if (tracksEnd === 'first') for (const id of deviceIds) this.end(id);
    this.#tell();
    if (tracksEnd === 'last') for (const id of deviceIds) this.end(id);
  }

  /** The device's tracks end, and nothing else is told. */
  end(deviceId: string): void {
    for (const track of this.running) {
      if (track.getSettings().deviceId === deviceId) track.remoteStop();
    }
  }

  /** The system's default is another device now. */
  renameDefault(kind: Kind, label: string): void {
    this.#devices = this.#devices.map((device) =>
      device.kind === kind && device.deviceId === 'default' ? { ...device, label } : device,
    );
    this.#tell();
  }

  get running(): readonly FakeMediaStreamTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    // No more of a MediaDeviceInfo is used.
    return this.#devices as unknown as MediaDeviceInfo[];
  }

  async getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    await this.gate;
    const tracks = (['video', 'audio'] as const).flatMap((kind) => {
      const wanted = constraints[kind];
      return typeof wanted === 'object' ? [this.#open(kind, wanted)] : [];
    });
    return { getTracks: () => tracks } as unknown as MediaStream;
  }

  #open(kind: 'video' | 'audio', { deviceId }: MediaTrackConstraints): FakeMediaStreamTrack {
    const { exact, ideal } = (deviceId as { exact?: string; ideal?: string } | undefined) ?? {};
    const ofKind = this.#devices.filter((device) => device.kind === kindOf[kind]);
    const device = ofKind.find((each) => each.deviceId === (exact ?? ideal));
    const opened = device ?? (exact === undefined ? ofKind[0] : undefined);
    if (opened === undefined)
      throw new DOMException('', exact === undefined ? 'NotFoundError' : 'OverconstrainedError');
    if (this.busy.has(opened.deviceId)) throw new DOMException('', 'NotReadableError');
    const { label, deviceId: id, groupId } = opened;
    const track = new FakeMediaStreamTrack({ kind, label, settings: { deviceId: id, groupId } });
    this.tracks.push(track);
    return track;
  }

  #tell(): void {
    this.dispatchEvent(new Event('devicechange'));
  }
}
