import { readFileIn, removeFile, replaceFile } from '../../record/folder-files.ts';
import { leaveOutHistograms, OLDER_HISTOGRAMS } from '../../record/histogram-archive.ts';
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
 * `series.csv` and of the histograms is left out. Their CPU and memory stand summed up in run.json.
 */
export function leaveOutUndrawn(folder: string, { trials }: RunFile): void {
  const failures = trials.filter(({ experiment }) => experiment === 'failure');
  const costs = new Set(failures.filter((trial) => trial.kind === 'cost').map(({ id }) => id));
  const ids = new Set(failures.map(({ id }) => id));
  const series = readFileIn(folder, 'series.csv')?.toString('utf8').split('\n') ?? null;
  if (series) replaceFile(folder, 'series.csv', series.filter((line) => isKept(line, ids, costs)).join('\n'));
  const drawnTags = new Set([...costs].map((id) => `${id}.completion`));
  const tags = [...ids].flatMap((id) => latencyKinds.map((kind) => `${id}.${kind}`));
  const leftOut = new Set(tags.filter((tag) => !drawnTags.has(tag)));
  leaveOutHistograms(folder, leftOut);
  for (const tag of leftOut) removeFile(folder, `${OLDER_HISTOGRAMS}/${tag}.hlog`);
}

function isKept(line: string, failures: ReadonlySet<string>, costs: ReadonlySet<string>): boolean {
  const [trial = '', , metric = ''] = line.split(',');
  return !failures.has(trial) || (!costs.has(trial) && (drawn as string[]).includes(metric));
}
