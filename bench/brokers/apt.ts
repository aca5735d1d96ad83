import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installing } from './cache.ts';
import { withDownloadProgress } from './download-progress.ts';
import { runTool } from './run-tool.ts';

/** One package apt would fetch: its name and the size of its file. */
export interface AptDownload {
  name: string;
  bytes: number;
}

/**
 * apt-get with all its state in one folder: it reads the machine's keys, proxies and, unless `sources` says
 * otherwise, its sources, and changes nothing outside the folder. Needs no root. apt checks signatures and hashes.
 */
export class PrivateApt {
  readonly #folder: string;
  readonly #installing: Installing;

  private constructor(folder: string, installing: Installing) {
    this.#folder = folder;
    this.#installing = installing;
  }

  /**
   * @param sources text of a sources.list, or null for the machine's own sources
   * @param status text of a dpkg status file: what apt is to take for installed
   */
  static async create(folder: string, sources: string | null, status: string, installing: Installing) {
    for (const part of ['state/lists/partial', 'cache/archives/partial', 'debs']) {
      await mkdir(join(folder, part), { recursive: true });
    }
    await writeFile(join(folder, 'status'), status);
    const own =
      sources === null ? [] : [`Dir::Etc::sourcelist "${folder}/sources.list";`, 'Dir::Etc::sourceparts "-";'];
    if (sources !== null) await writeFile(join(folder, 'sources.list'), sources);
    const hooks = ['Pre-Invoke', 'Post-Invoke', 'Post-Invoke-Success'].map((hook) => `#clear APT::Update::${hook};`);
    const settings = [
      `Dir::State "${folder}/state";`,
      `Dir::State::status "${folder}/status";`,
      `Dir::Cache "${folder}/cache";`,
      'APT::Sandbox::User "root";', // as root, the _apt user could not write here
      'APT::Install-Recommends "0";',
      'Acquire::Languages "none";',
      'Acquire::Retries "3";',
      'Acquire::http::Timeout "20";',
      'Acquire::https::Timeout "20";',
      'Debug::NoLocking "1";',
    ];
    await writeFile(join(folder, 'apt.conf'), [...own, ...settings, ...hooks, ''].join('\n'));
    return new PrivateApt(folder, installing);
  }

  /** Fetches the package lists. A source that cannot be reached is no error as long as another one can. */
  async update(): Promise<void> {
    await this.#run(['update']);
  }

  /** What installing these packages would fetch, dependencies included. */
  async resolve(packages: string[]): Promise<AptDownload[]> {
    return parsePrintUris(await this.#run(['install', '--print-uris', '--yes', ...packages]));
  }

  /** Downloads and unpacks the packages into a folder, without running any of their scripts. */
  async unpack(what: string, downloads: AptDownload[], into: string): Promise<void> {
    const debs = join(this.#folder, 'debs');
    const total = downloads.reduce((sum, download) => sum + download.bytes, 0);
    const names = downloads.map((download) => download.name).sort();
    await withDownloadProgress(what, debs, total, this.#installing.say, async () => {
      await this.#run(['download', ...names], debs);
    });
    this.#installing.say(`${what}: unpacking ${downloads.length} packages`);
    await mkdir(into, { recursive: true });
    const script = 'for deb in *.deb; do dpkg-deb --extract "$deb" "$1"; done';
    await runTool('sh', ['-ec', script, 'sh', into], this.#installing, { cwd: debs });
  }

  /** What makes an apt-get command use this folder. */
  get arguments(): string[] {
    return ['-c', join(this.#folder, 'apt.conf')];
  }

  #run(args: string[], cwd?: string): Promise<string> {
    const options = cwd === undefined ? {} : { cwd };
    return runTool('apt-get', ['-qq', ...this.arguments, ...args], this.#installing, options);
  }
}

/** The address of the Debian mirror that the sources name, or null when no fetched list comes from one. */
export async function debianMirror(aptArguments: string[], installing: Installing): Promise<string | null> {
  const query = ['indextargets', '--format', '$(REPO_URI)', 'Origin: Debian', 'Label: Debian'];
  const text = await runTool('apt-get', [...aptArguments, ...query], installing);
  return text.split('\n')[0]?.trim() || null;
}

/** Reads lines like `'http://…/erlang-base_27.3_amd64.deb' erlang-base_27.3_amd64.deb 9000000 SHA256:…`. */
export function parsePrintUris(text: string): AptDownload[] {
  return text.split('\n').flatMap((line) => {
    const [, file, bytes] = /^'[^']+' (\S+) (\d+)/.exec(line) ?? [];
    return file === undefined ? [] : [{ name: file.split('_')[0] ?? file, bytes: Number(bytes) }];
  });
}
