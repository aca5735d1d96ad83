import { readFile } from 'node:fs/promises';
import { build, type Histogram, HistogramLogReader } from 'hdr-histogram-js';

export type { Histogram };

/** An empty histogram of the precision in which the lab records: microseconds, three significant digits. */
export function emptyHistogram(): Histogram {
  return build({ bitBucketSize: 64, autoResize: true, numberOfSignificantValueDigits: 3, useWebAssembly: false });
}

/** All intervals of one `.hlog` file merged into one histogram, in microseconds; null where there is no such file. */
export async function readHistogram(path: string): Promise<Histogram | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const merged = emptyHistogram();
  const log = new HistogramLogReader(text, 64, false);
  for (let next = log.nextIntervalHistogram(); next !== null; next = log.nextIntervalHistogram()) merged.add(next);
  return merged;
}
