import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '../support/chromium.ts';
import { LOOKS } from './Studio.ts';

const STYLE = `body{margin:16px;background:#777;font:13px sans-serif;color:#fff}
.sheet{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(var(--w),1fr))}
figure{margin:0}figcaption{padding:2px 0 4px}img{width:100%;display:block}`;

const figure = (file: string, caption: string) =>
  `<figure><figcaption>${caption}</figcaption><a href="${file}"><img src="${file}" alt=""></a></figure>`;

const html = (width: number, figures: readonly string[]) =>
  `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div class="sheet" style="--w:${width}px">${figures.join('')}</div>`;

/** One page with everything in the folder, and for each look one picture of all its screens. Answers the paths. */
export async function contactSheet(folder: string): Promise<string[]> {
  const files = readdirSync(folder).filter((file) => LOOKS.some(({ look }) => file.endsWith(`.${look}.png`)));
  const names = [...new Set(files.map((file) => file.split('.')[0] ?? ''))];
  const all = names.flatMap((name) =>
    LOOKS.map(({ look }) => `${name}.${look}.png`)
      .filter((file) => existsSync(join(folder, file)))
      .map((file) => figure(file, file)),
  );
  writeFileSync(join(folder, 'index.html'), html(320, all));
  const sheets: string[] = [];
  const browser = await launchChromium('granted');
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  for (const { look } of LOOKS) {
    const source = join(folder, `sheet-${look}.html`);
    const own = files.filter((file) => file.endsWith(`.${look}.png`));
    writeFileSync(
      source,
      html(
        look.startsWith('phone') ? 180 : 380,
        own.map((file) => figure(file, file.split('.')[0] ?? '')),
      ),
    );
    await page.goto(pathToFileURL(source).href);
    await page.screenshot({ path: join(folder, `sheet-${look}.png`), fullPage: true });
    sheets.push(join(folder, `sheet-${look}.png`));
  }
  await browser.close();
  return sheets;
}
