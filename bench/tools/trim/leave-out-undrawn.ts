import { readFileIn, removeFile, replaceFile } from '../../record/folder-files.ts';
import { latencyKinds } from '../../record/latency-kinds.ts';
import type { RunFile, SeriesRow } from '../../record/run-file.ts';

const drawn: SeriesRow['metric'][] = [
  'offered',
  'accepted',
  'completed',
  'acceptance-slowest-ms',
  'completion-slowest-ms',
  'backlog',
];

/**
 * Of failure trials a report draws orders over time and, of those that tell a price, the completion: the rest of
 * `series.csv` and `histograms/` is left out. Their CPU and memory stand summed up in run.json.
 */
export function leaveOutUndrawn(folder: string, { trials }: RunFile): void {
  const failures = trials.filter(({ experiment }) => experiment === 'failure');
  const costs = new Set(failures.filter((trial) => trial.kind === 'cost').map(({ id }) => id));
  const ids = new Set(failures.map(({ id }) => id));
  const series = readFileIn(folder, 'series.csv')?.toString('utf8').split('\n') ?? null;
  if (series) replaceFile(folder, 'series.csv', series.filter((line) => isKept(line, ids, costs)).join('\n'));
  for (const id of ids) {
    for (const kind of latencyKinds) {
      if (kind === 'completion' && costs.has(id)) continue;
      removeFile(folder, `histograms/${id}.${kind}.hlog`);
    }
  }
}

function isKept(line: string, failures: ReadonlySet<string>, costs: ReadonlySet<string>): boolean {
  const [trial = '', , metric = ''] = line.split(',');
  return !failures.has(trial) || (!costs.has(trial) && (drawn as string[]).includes(metric));
}
