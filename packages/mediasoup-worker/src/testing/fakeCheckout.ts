import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { WorkerEnv } from '../env.mjs';
import { mediasoupVersion, readRecipe } from '../recipe.mjs';
import { requirements } from '../requirements.mjs';

const succeeding = '#!/bin/sh\nexit 0\n';

/** Stands for a compiler run: leaves a "worker" that answers like a real one that was not started by mediasoup. */
const buildingNinja = `#!/bin/sh
[ "$1" = --version ] && exit 0
echo build >> "$BUILD_COUNT_FILE"
/bin/mkdir -p build
printf '#!/bin/sh\\nexit 41\\n' > build/mediasoup-worker
/bin/chmod +x build/mediasoup-worker
`;

/** A checkout with mediasoup's (empty) source installed, a cache folder, and a path with small programs for the tools. */
export class FakeCheckout {
  readonly root = mkdtempSync(join(tmpdir(), 'convene-worker-test-'));
  readonly env: WorkerEnv;
  readonly #bin = join(this.root, 'bin');
  readonly #buildCountFile = join(this.root, 'builds');

  constructor() {
    const version = mediasoupVersion();
    this.#write('node_modules/.package-lock.json', {
      packages: { 'node_modules/mediasoup': { version } },
    });
    this.#write('node_modules/mediasoup/package.json', {
      version,
      repository: { url: 'git+https://host/repo.git' },
    });
    const { patches } = readRecipe();
    for (const { file } of patches) {
      const texts = patches.filter((patch) => patch.file === file).map(({ find }) => find);
      this.#write(`node_modules/mediasoup/worker/${file}`, texts.join('\n'));
    }
    for (const { command, library } of requirements) {
      if (command !== undefined) this.setTool(command, succeeding);
      if (library !== undefined) this.#write(`include/${library.header}`, '');
    }
    this.setTool('pkg-config', `#!/bin/sh\necho ${join(this.root, 'include')}\n`);
    this.setTool('apt-get', succeeding);
    this.setTool('strip', succeeding);
    this.setTool('ninja', buildingNinja);
    this.env = {
      workerBin: undefined,
      cacheDir: join(this.root, 'cache'),
      skipPrebuilt: true,
      prebuiltBaseUrl: undefined,
      childEnv: { PATH: this.#bin, BUILD_COUNT_FILE: this.#buildCountFile },
    };
  }

  get buildCount(): number {
    try {
      return readFileSync(this.#buildCountFile, 'utf8').trim().split('\n').length;
    } catch {
      return 0;
    }
  }

  setTool(name: string, script: string): void {
    this.#write(`bin/${name}`, script);
    chmodSync(join(this.#bin, name), 0o755);
  }

  removeHeader(header: string): void {
    rmSync(join(this.root, 'include', header));
  }

  removeInstalledMediasoup(): void {
    rmSync(join(this.root, 'node_modules'), { recursive: true });
  }

  changeSource(file: string, text: string): void {
    this.#write(`node_modules/mediasoup/worker/${file}`, text);
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #write(path: string, content: string | object): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}
