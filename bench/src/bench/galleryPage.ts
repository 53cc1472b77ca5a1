import type { Page } from '@playwright/test';

declare global {
  interface Window {
    bench: {
      readonly connections: RTCPeerConnection[];
      videoOf(name: string): HTMLVideoElement;
      statsOf(video: HTMLVideoElement): Promise<{ bytes: number; lastPacketAt: number }>;
      remoteVideos(): HTMLVideoElement[];
    };
  }
}

/** Keeps the connections of the page, so that the browser itself can be asked what came. */
export async function installGalleryProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
    const tiles = () => [...document.querySelectorAll<HTMLElement>('[role="group"][data-participant-id]')];
    const trackOf = ({ srcObject }: HTMLVideoElement) =>
      srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined;
    window.bench = {
      connections,
      videoOf(name) {
        const video = tiles()
          .find((tile) => tile.getAttribute('aria-label') === name)
          ?.querySelector('video');
        if (video === null || video === undefined) throw new Error(`${name} has no tile`);
        return video;
      },
      async statsOf(video) {
        const track = trackOf(video)?.id;
        for (const connection of connections) {
          if (connection.connectionState === 'closed') continue;
          for (const report of (await connection.getStats()).values()) {
            if (report.type !== 'inbound-rtp' || report.trackIdentifier !== track) continue;
            return {
              bytes: Number(report.bytesReceived),
              lastPacketAt: Number(report.lastPacketReceivedTimestamp),
            };
          }
        }
        throw new Error('nothing is received');
      },
      remoteVideos: () =>
        tiles().flatMap((tile) => {
          const video = tile.querySelector('video');
          return video !== null && trackOf(video) !== undefined ? [video] : [];
        }),
    };
  });
}

export type ReceivedVideo = {
  readonly bytes: number;
  readonly frames: number;
  readonly keyFrames: number;
  /** Key frames that the browser asked for, since it could not decode on. */
  readonly keyFramesAsked: number;
  readonly lost: number;
  /** Sent a second time, and empty packets by which the server looks how much there is room for. */
  readonly again: number;
  readonly probes: number;
};

/** Of all pictures together. */
export const receivedVideo = (page: Page): Promise<ReceivedVideo> =>
  page.evaluate(async () => {
    const sum = { bytes: 0, frames: 0, keyFrames: 0, keyFramesAsked: 0, lost: 0, again: 0, probes: 0 };
    for (const connection of window.bench.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp' || report.kind !== 'video') continue;
        if (report.mid === 'probator') {
          sum.probes += Number(report.bytesReceived ?? 0);
          continue;
        }
        sum.bytes += Number(report.bytesReceived ?? 0);
        sum.again += Number(report.retransmittedBytesReceived ?? 0);
        sum.frames += Number(report.framesReceived ?? 0);
        sum.keyFrames += Number(report.keyFramesDecoded ?? 0);
        sum.keyFramesAsked += Number(report.pliCount ?? 0) + Number(report.firCount ?? 0);
        sum.lost += Number(report.packetsLost ?? 0);
      }
    }
    return sum;
  });

/** How many pictures have decoded frames of at least this width. */
export const picturesShown = (page: Page): Promise<number> =>
  page.evaluate(() => window.bench.remoteVideos().filter(({ videoWidth }) => videoWidth > 0).length);

/** Takes a tile out of view; how long packets of it went on to come. */
export const silentAfterHiding = (page: Page, name: string): Promise<number> =>
  page.evaluate(async (who) => {
    const video = window.bench.videoOf(who);
    const tile = video.closest<HTMLElement>('[role="group"]');
    const hiddenAt = performance.timeOrigin + performance.now();
    tile?.style.setProperty('display', 'none');
    await new Promise((resolve) => setTimeout(resolve, 4000));
    const { lastPacketAt } = await window.bench.statsOf(video);
    tile?.style.removeProperty('display');
    return Math.max(0, lastPacketAt - hiddenAt);
  }, name);

/** Draws a tile at 1280 × 720; how long it took until its picture had that many pixels. */
export const enlarge = (page: Page, name: string, mostMs: number): Promise<number> =>
  page.evaluate(
    async ({ who, most }) => {
      const video = window.bench.videoOf(who);
      const tile = video.closest<HTMLElement>('[role="group"]');
      const began = performance.now();
      tile?.style.setProperty('width', '1280px');
      tile?.style.setProperty('height', '720px');
      await new Promise<void>((resolve) => {
        const look = () => {
          if (video.videoWidth < 1280 && performance.now() - began < most) return;
          video.removeEventListener('resize', look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(look, most);
        video.addEventListener('resize', look);
        look();
      });
      return performance.now() - began;
    },
    { who: name, most: mostMs },
  );

export const makeSmall = (page: Page, name: string): Promise<void> =>
  page.evaluate((who) => {
    const tile = window.bench.videoOf(who).closest<HTMLElement>('[role="group"]');
    tile?.style.removeProperty('width');
    tile?.style.removeProperty('height');
  }, name);

/** What the browser says of a tab that goes into the background, or comes back. */
export const setInBackground = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

/** Shows the tab again; how long it took until every picture had a new frame, and the large one all its pixels. */
export const showAgain = (page: Page, large: string, mostMs: number): Promise<number> =>
  page.evaluate(
    async ({ who, most }) => {
      const began = performance.now();
      const late = new Promise<void>((resolve) => setTimeout(resolve, most));
      const whole = (video: HTMLVideoElement, width: number) =>
        new Promise<void>((resolve) => {
          const next = () =>
            video.requestVideoFrameCallback((_, frame) => {
              if (frame.width >= width) resolve();
              else next();
            });
          next();
        });
      const largeVideo = window.bench.videoOf(who);
      const all = window.bench.remoteVideos().map((video) => whole(video, video === largeVideo ? 1280 : 1));
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
      await Promise.race([Promise.all(all), late]);
      return performance.now() - began;
    },
    { who: large, most: mostMs },
  );

/** Turns to another page of the gallery; how long until all pictures that stand on it have shown a new frame. */
export const turnPage = (page: Page, button: string, mostMs: number): Promise<number> =>
  page.evaluate(
    async ({ label, most }) => {
      const turn = document.querySelector<HTMLElement>(`button[aria-label="${label}"]`);
      if (turn === null) throw new Error(`no ${label}`);
      const began = performance.now();
      const left = () => Math.max(0, most - (performance.now() - began));
      const isInView = (video: HTMLVideoElement) => {
        const { left: x, right, top, bottom } = video.getBoundingClientRect();
        // Tiles of other pages stand somewhere, hidden.
        return (
          video.checkVisibility({ visibilityProperty: true }) &&
          right > 1 &&
          x < innerWidth - 1 &&
          bottom > 1 &&
          top < innerHeight - 1
        );
      };
      const tilesInView = () =>
        [...document.querySelectorAll<HTMLElement>('[role="group"][data-participant-id]')].flatMap((tile) => {
          const video = tile.querySelector('video');
          return video !== null && isInView(video) ? [video] : [];
        });
      const before = new Set(tilesInView());
      turn.click();
      while (tilesInView().every((video) => before.has(video)) && left() > 0) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const fresh = tilesInView().filter((video) => !before.has(video));
      await Promise.all(
        fresh.map(
          (video) =>
            new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, left());
              video.requestVideoFrameCallback(() => {
                clearTimeout(timer);
                resolve();
              });
            }),
        ),
      );
      return fresh.length === 0 ? most : performance.now() - began;
    },
    { label: button, most: mostMs },
  );
