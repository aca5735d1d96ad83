import { brokerKinds } from '../../../brokers/brokers.ts';
import { harness } from '../../../record/harness.ts';
import type { ProcessUse, RunFile } from '../../../record/run-file.ts';
import type { TrialGroup } from '../../figures/groups.ts';
import { count, figure, percent } from '../../words/format.ts';
import { variationWords } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/**
 * CPU and memory per process, broker and load generator included, at the base; what was held at the capacity stands with "Why not
 * double?". Of everything else `run.json` has it. Null where no base was sampled.
 */
export function resources({ figures: { run, groups } }: Place): Section | null {
  const parts = groups.filter(({ variation }) => variation?.kind === 'base').flatMap((group) => groupTable(run, group));
  if (parts.length === 0) return null;
  const intro =
    'CPU seconds in the measured window, the share of everything the lab used in brackets, and the most memory held (RSS, MiB). ' +
    'The load generator and the harness (`bench`) compete for the same cores, so they are shown, but they are not part of what is measured: ' +
    '*services and broker* is what orders per core-second is made of. *Busy* is everything over what all cores of the machine could have given.';
  return { heading: headings.resources, body: blocks(intro, ...parts) };
}

function groupTable(run: RunFile, group: TrialGroup): string[] {
  const rows = processRows(run, group);
  if (rows.length === 0) return [];
  const load = group.trials.find((trial) => trial.load !== null)?.load;
  const words = group.variation === null ? '' : `, ${variationWords(group.variation)}`;
  const times = Math.max(...group.modes.map(({ used }) => used.length));
  const window = load
    ? ` (window of ${load.seconds} s × ${run.host.cores} cores${times > 1 ? `, up to ${times} trials added up` : ''})`
    : '';
  const head = `**Latency${words}**${window}`;
  return [blocks(head, table(['process', ...run.modes], rows))];
}

function processRows(run: RunFile, group: TrialGroup): string[][] {
  const sampled = group.trials.filter((trial) => group.modes.some(({ used }) => used.includes(trial)));
  const names = [...new Set(sampled.flatMap((trial) => trial.resources.map((use) => use.process)))].sort(
    (a, b) => place(a) - place(b),
  );
  if (names.length === 0) return [];
  const uses = group.modes.map(({ used }) => used.flatMap((trial) => trial.resources));
  const windows = group.modes.map(({ used }) => used.reduce((sum, trial) => sum + (trial.load?.seconds ?? 0), 0));
  const totals = uses.map((each) => each.reduce((sum, use) => sum + use.cpuSeconds, 0));
  const rows = names.map((name) => [
    code(name),
    ...uses.map((each, index) => {
      const own = each.filter((use) => use.process === name);
      if (own.length === 0) return '–';
      const cpu = own.reduce((sum, use) => sum + use.cpuSeconds, 0);
      const rss = Math.max(...own.map((use) => use.rssPeakMiB));
      return [`${cpu.toFixed(2)} s (${percent(cpu, totals[index] ?? 0)})`, `${count(rss)} MiB`, ...loop(own)].join(
        ', ',
      );
    }),
  ]);
  const busy = totals.map((total, index) => {
    const window = windows[index] ?? 0;
    return window === 0 ? '–' : percent(total, window * run.host.cores);
  });
  const seconds = (each: number) => (each === 0 ? '–' : `${each.toFixed(2)} s`);
  const ours = uses.map((each) =>
    each.filter(({ process }) => !harness.has(process)).reduce((sum, use) => sum + use.cpuSeconds, 0),
  );
  const sums = [
    ['**services and broker**', ...ours.map(seconds)],
    ['**everything**', ...totals.map(seconds)],
  ];
  return [...rows, ...sums, ...(windows.some((window) => window > 0) ? [['**busy**', ...busy]] : [])];
}

/** Of the services alone: how busy the event loop was, and how late; the worst of several trials. */
function loop(uses: ProcessUse[]): string[] {
  const busy = uses.flatMap(({ eventLoopUtilisation: share }) => share ?? []);
  const late = uses.flatMap(({ eventLoopDelayP99Ms: ms }) => ms ?? []);
  return [
    ...(busy.length === 0 ? [] : [`loop ${percent(Math.max(...busy), 1)} busy`]),
    ...(late.length === 0 ? [] : [`delay p99 ${figure(Math.max(...late))} ms`]),
  ];
}

const order = [
  'orders',
  'inventory',
  'notifications',
  'analytics',
  ...brokerKinds.map(({ kind }) => kind),
  'generator',
  'bench',
];

function place(process: string): number {
  const index = order.indexOf(process);
  return index < 0 ? order.length : index;
}
