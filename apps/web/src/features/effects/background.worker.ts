import { BackgroundPainter } from './BackgroundPainter.ts';
import type { FromBackgroundWorker, ToBackgroundWorker } from './backgroundMessages.ts';
import { Segmenter } from './Segmenter.ts';
import { Workload } from './Workload.ts';

const say = (message: FromBackgroundWorker) => self.postMessage(message, { transfer: [] });

/** Until the camera's track ends. */
async function paintAll({ frames, painted, files }: ToBackgroundWorker): Promise<void> {
  const reader = frames.getReader();
  const writer = painted.getWriter();
  const painter = new BackgroundPainter(await Segmenter.load(files));
  const workload = new Workload();
  for (let count = 0; ; count += 1) {
    const { value: frame, done } = await reader.read();
    if (done) return;
    if (count > 0 && count % workload.oneIn !== 0) {
      frame.close();
      continue;
    }
    const start = performance.now();
    try {
      await writer.write(await painter.paint(frame, workload.scale));
    } finally {
      frame.close();
    }
    workload.add(performance.now() - start);
    if (count === 0) say({ type: 'painting' });
    if (workload.tooSlow) {
      say({ type: 'failed', failure: 'slow', message: 'frames take too long' });
      return;
    }
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToBackgroundWorker>) => {
  paintAll(data).catch((error: unknown) => {
    say({ type: 'failed', failure: 'broken', message: String(error) });
  });
});
