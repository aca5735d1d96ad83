import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LatencyKind, RunFile, SeriesRow } from '../../record/run-file.ts';

const drawn: SeriesRow['metric'][] = [
  'offered',
  'accepted',
  'completed',
  'acceptance-slowest-ms',
  'completion-slowest-ms',
  'backlog',
];
const kinds: LatencyKind[] = ['acceptance', 'completion', 'service', 'send-delay'];

/**
 * Of failure trials a report draws orders over time and, of those that tell a price, the completion: the rest of
 * `series.csv` and `histograms/` is left out. Their CPU and memory stand summed up in run.json.
 */
export function leaveOutUndrawn(folder: string, { trials }: RunFile): void {
  const failures = trials.filter(({ experiment }) => experiment === 'failure');
  const costs = new Set(failures.filter((trial) => trial.kind === 'cost').map(({ id }) => id));
  const ids = new Set(failures.map(({ id }) => id));
  const series = join(folder, 'series.csv');
  if (existsSync(series)) {
    const lines = readFileSync(series, 'utf8').split('\n');
    writeFileSync(series, lines.filter((line) => isKept(line, ids, costs)).join('\n'));
  }
  for (const id of ids) {
    for (const kind of kinds) {
      if (kind === 'completion' && costs.has(id)) continue;
      rmSync(join(folder, 'histograms', `${id}.${kind}.hlog`), { force: true });
    }
  }
}

function isKept(line: string, failures: ReadonlySet<string>, costs: ReadonlySet<string>): boolean {
  const [trial = '', , metric = ''] = line.split(',');
  return !failures.has(trial) || (!costs.has(trial) && (drawn as string[]).includes(metric));
}
