import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';
import { largeCamera, smallCamera } from './smallCamera.ts';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export type Devices =
  /** A camera and a microphone, and every question is answered with yes. */
  | 'granted'
  /** The same with a camera of 320 × 180, which costs little. */
  | 'small'
  /** The same with a camera that gives an encoder much to do. */
  | 'large'
  /** The same as `granted`, and where the browser asks for a screen the tab `FILM_TITLE` is picked, with its sound. */
  | 'film'
  /** The person (headless: the browser) refuses. */
  | 'refused'
  /** The machine has a microphone only. */
  | 'noCamera'
  /** The machine has neither. */
  | 'missing';

/** The title of the tab that is shared. */
export const FILM_TITLE = 'A film';

const film = (path: string) => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${path}`,
];

/** What a browser is started with so that it has those devices. */
const flags: Readonly<Record<Devices, () => readonly string[]>> = {
  granted: () => ['--use-fake-device-for-media-stream=fps=15', '--use-fake-ui-for-media-stream'],
  small: () => film(smallCamera()),
  large: () => film(largeCamera()),
  film: () => [
    '--use-fake-device-for-media-stream=fps=15',
    `--auto-select-tab-capture-source-by-title=${FILM_TITLE}`,
  ],
  refused: () => ['--use-fake-device-for-media-stream', '--deny-permission-prompts'],
  noCamera: () => ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=0'],
  missing: () => ['--use-fake-ui-for-media-stream'],
};

/** The system's Chromium with fake devices; `camera`: a film for the camera to show. The flags keep it from asking the internet for anything. */
export async function launchChromium(
  devices: Devices,
  { camera }: { readonly camera?: string } = {},
): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_BIN ?? paths.find((path) => existsSync(path));
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Playwright's headless browsers are mute, and so is what is captured of their tabs.
    ...(devices === 'film' && { ignoreDefaultArgs: ['--mute-audio'] }),
    args: [
      ...flags[devices](),
      ...(camera === undefined ? [] : [`--use-file-for-fake-video-capture=${camera}`]),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}
