import type { Page } from '@playwright/test';

/** What the page really receives and captures, seen from outside the product. */
export type StreamStats = {
  /** When this was so, in milliseconds. */
  readonly at: number;
  readonly framesDecoded: number;
  readonly frameWidth: number;
  readonly bytes: number;
  /** As `video/VP8`. */
  readonly codec: string | undefined;
};

declare global {
  interface Window {
    probe: {
      connections: RTCPeerConnection[];
      negotiatedAt: number[];
      captured: MediaStreamTrack[];
      lostPictures: string[];
    };
  }
}

/** Keeps every RTCPeerConnection and captured track of the page, so that a test can ask the browser about them. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.probe = { connections: [], negotiatedAt: [], captured: [], lostPictures: [] };
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.probe.connections.push(this);
        this.addEventListener('signalingstatechange', () => {
          if (this.signalingState === 'stable') window.probe.negotiatedAt.push(Date.now());
        });
      }
    };
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (devices === undefined) return;
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const original = devices[name].bind(devices);
      devices[name] = async (constraints) => {
        const stream = await original(constraints);
        window.probe.captured.push(...stream.getTracks());
        return stream;
      };
    }
  });
}

/** When connections of the page were negotiated with the server, in milliseconds since the epoch. */
export function negotiationTimes(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => window.probe.negotiatedAt);
}

/** How many connections of the page stand. */
export function standingConnections(page: Page): Promise<number> {
  return page.evaluate(
    () => window.probe.connections.filter(({ connectionState }) => connectionState === 'connected').length,
  );
}

/** Video that a tile shows: what was decoded of the very track that its `<video>` plays. */
export function videoStats(page: Page, tile: string): Promise<StreamStats | undefined> {
  return page.evaluate(async (name) => {
    const group = [...document.querySelectorAll('[role="group"]')].find(
      (element) => element.getAttribute('aria-label') === name,
    );
    const video = group?.querySelector('video');
    const stream = video?.srcObject;
    if (!(stream instanceof MediaStream)) return undefined;
    const track = stream.getVideoTracks()[0];
    for (const connection of window.probe.connections) {
      if (connection.connectionState === 'closed') continue;
      const reports = await connection.getStats();
      for (const report of reports.values()) {
        if (report.type === 'inbound-rtp' && report.trackIdentifier === track?.id) {
          return {
            codec: reports.get(report.codecId)?.mimeType,
            at: Number(report.timestamp),
            framesDecoded: Number(report.framesDecoded ?? 0),
            frameWidth: Number(report.frameWidth ?? 0),
            bytes: Number(report.bytesReceived ?? 0),
          };
        }
      }
    }
    return undefined;
  }, tile);
}

/**
 * Looks many times a second at the picture in a tile, from now on, and notes when the tile's very `<video>` was gone or had
 * nothing to show: ask for it by `lostPictures`.
 */
export async function watchPicture(page: Page, tile: string): Promise<void> {
  await page.evaluate((name) => {
    const videoOf = () =>
      [...document.querySelectorAll('[role="group"]')]
        .find((element) => element.getAttribute('aria-label') === name)
        ?.querySelector('video') ?? undefined;
    const video = videoOf();
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const whatIsLost = () => {
      if (video === undefined || context === null || videoOf() !== video) return 'the element';
      if (Number(getComputedStyle(video).opacity) < 0.99) return 'the element is hidden';
      context.clearRect(0, 0, 1, 1);
      context.drawImage(video, 0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data[3] === 255 ? undefined : 'the picture in it';
    };
    const start = performance.now();
    setInterval(() => {
      const lost = whatIsLost();
      const [last] = window.probe.lostPictures.slice(-1);
      if (lost === undefined || last?.endsWith(lost) === true) return;
      window.probe.lostPictures.push(`after ${Math.round(performance.now() - start)} ms: ${lost}`);
    }, 50);
  }, tile);
}

export function lostPictures(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.probe.lostPictures);
}

/** Sum of the energy of all audio that this page received (W3C webrtc-stats totalAudioEnergy), its packets, and how long it was. */
export function receivedAudio(page: Page): Promise<{ energy: number; packets: number; seconds: number }> {
  return page.evaluate(async () => {
    let energy = 0;
    let packets = 0;
    let seconds = 0;
    for (const connection of window.probe.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp' || report.kind !== 'audio') continue;
        energy += Number(report.totalAudioEnergy ?? 0);
        packets += Number(report.packetsReceived ?? 0);
        seconds += Number(report.totalSamplesDuration ?? 0);
      }
    }
    return { energy, packets, seconds };
  });
}

/** Captured tracks of a kind that still run: while there is one, the device's light is on. */
export function liveCaptures(page: Page, kind: 'audio' | 'video'): Promise<number> {
  return page.evaluate(
    (wanted) =>
      window.probe.captured.filter((track) => track.kind === wanted && track.readyState === 'live').length,
    kind,
  );
}

/** Frames that the page has sent of its camera, in each simulcast layer, low to high. */
export function sentFrames(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const layers: { rid: string; frames: number }[] = [];
    for (const connection of window.probe.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'outbound-rtp' || report.rid === undefined) continue;
        layers.push({ rid: String(report.rid), frames: Number(report.framesSent ?? 0) });
      }
    }
    return layers.toSorted((one, other) => one.rid.localeCompare(other.rid)).map(({ frames }) => frames);
  });
}
