import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { type CachePackage, ensureInstalled } from '../../../brokers/cache.ts';
import { onPath } from '../../../brokers/on-path.ts';

const shipped = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.resolve('@sparticuz/chromium')));
const { version } = JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as { version: string };

/** A browser as an npm package, with the libraries and the letters that a bare system lacks. */
const packed: CachePackage = {
  name: `chromium-${version}`,
  what: `Chromium ${version} for the tests (unpacked from its npm package)`,
  async fill(partial, final) {
    await unpackedInto(partial, () =>
      Promise.all(['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((file) => inflate(shipped(`bin/${file}`)))),
    );
    await mkdir(join(partial, 'font-cache'));
    await writeFile(join(partial, 'fonts.conf'), fontsIn(final));
    return {};
  },
};

/** The package unpacks into the folder for temporary files, wherever that is. */
async function unpackedInto(folder: string, job: () => Promise<unknown>): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    await job();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** The same letters on every machine, and those of the machine for what they lack. */
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
  <alias binding="same"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

/** Started by whoever is root in a container, too: what it opens is ours. */
const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'];

/** A browser for tests: of the npm package where that has one for this machine, else a Chromium on the PATH. */
export async function startBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const executablePath = ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find((path) => path !== null);
    if (!executablePath) throw new Error('The tests of the page need a Chromium on the PATH of this machine.');
    return chromium.launch({ executablePath, args });
  }
  const { folder } = await ensureInstalled(packed, { say: console.error });
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}
