import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { readProcesses } from '../../measure/proc.ts';

const FRAMES_MS = 3000;
const MIB = 2 ** 20;

/** Resident memory of a process, MiB; NaN once it is gone. */
export const residentMiB = (pid: number): number => readProcesses().get(pid)?.rssMiB ?? Number.NaN;

/** What the scripts of a page hold after a collection, MiB. */
export async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / MIB;
}

/** Memory that the processes of pages have for themselves, MiB; those below this process. The code of the browser, which they share, is not in it. */
export function pagesMiB(): number {
  const all = readProcesses();
  const isOurs = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return [...all.keys()]
    .filter((pid) => isOurs(pid) && read(`/proc/${pid}/cmdline`).includes('--type=renderer'))
    .map((pid) => [...read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_\w+:\s+(\d+) kB$/gm)])
    .reduce((sum, lines) => sum + lines.reduce((own, [, kib]) => own + Number(kib) / 1024, 0), 0);
}

/** How often the page draws in a second. */
export const framesPerSecond = (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const began = performance.now();
    let frames = 0;
    const count = () => {
      frames += 1;
      const took = performance.now() - began;
      if (took < ${FRAMES_MS}) requestAnimationFrame(count);
      else resolve((frames * 1000) / took);
    };
    requestAnimationFrame(count);
  })`);

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended between the listing and the reading
  }
}
