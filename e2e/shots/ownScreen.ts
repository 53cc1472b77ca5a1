import type { Page } from '@playwright/test';

/** In the page: what is shared is a drawing, which the browser asks nobody for. */
export function drawScreen(): void {
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    const draw = () => {
      pen.fillStyle = '#f4f6fb';
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = '#1d2433';
      pen.font = '600 64px sans-serif';
      pen.fillText('Numbers of the week', 80, 140);
      pen.fillStyle = '#5867f5';
      [320, 210, 400, 280, 360].forEach((height, n) => pen.fillRect(90 + n * 220, 660 - height, 140, height));
    };
    draw();
    const stream = canvas.captureStream(5);
    const [track] = stream.getVideoTracks();
    if (track !== undefined) {
      const settings = track.getSettings();
      track.getSettings = () => ({ ...settings, displaySurface: 'browser' });
      const drawing = setInterval(
        () => (track.readyState === 'ended' ? clearInterval(drawing) : draw()),
        200,
      );
    }
    return stream;
  };
}

export async function shareOwn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Share screen' }).click();
  await page.getByRole('region', { name: 'Your screen' }).waitFor();
}

export async function endOwnShare(page: Page): Promise<void> {
  const bar = page.getByRole('region', { name: 'Your screen' });
  await bar.getByRole('button', { name: 'Stop sharing' }).click();
  await bar.waitFor({ state: 'hidden' });
}
