import { readFile } from 'node:fs/promises';
import { readHistogramLog } from '../measure/histogram-log.ts';
import { type Latencies, mergeLatencies } from '../measure/latencies.ts';

/** All intervals of one `.hlog` file as one set; null where there is no such file. */
export async function readHistogram(path: string): Promise<Latencies | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : mergeLatencies(readHistogramLog(text).map(({ latencies }) => latencies));
}
