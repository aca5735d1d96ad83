import { readHistogramLog } from '../measure/histogram-log.ts';
import { type Latencies, mergeLatencies } from '../measure/latencies.ts';
import { readFileIn } from './folder-files.ts';

/** All intervals of one `.hlog` file as one set; null where there is no such file. */
export function readHistogram(folder: string, name: string): Latencies | null {
  const text = readFileIn(folder, name)?.toString('utf8') ?? null;
  return text === null ? null : mergeLatencies(readHistogramLog(text).map(({ latencies }) => latencies));
}
