import type { RunFile } from '../../../record/run-file.ts';
import { judgedTrial } from '../../figures/limiter/judged-trial.ts';
import { exhausted } from '../../figures/limiter/limiter.ts';
import { sayLimiter } from '../../figures/limiter/say-limiter.ts';
import { headings } from '../conclude/sentence.ts';
import { figure, percent } from '../format.ts';
import { blocks, bullets, code, table } from '../markdown.ts';
import type { Place, Section } from './section.ts';

/** The limiter of each mode, with the figures it was judged by; null where no latency trial was sampled. */
export function limiters({ folder: { run } }: Place): Section | null {
  const said = run.modes.flatMap((mode) => sayLimiter(run, mode) ?? []);
  if (said.length === 0) return null;
  const shares = `the cores of the machine at ${share(exhausted.machine)}, an event loop or one core at ${share(exhausted.core)}, memory at ${share(exhausted.memory)}, the generator above ${share(exhausted.generator)}`;
  return {
    heading: headings.limiter,
    body: blocks(
      `What keeps each mode from twice the rate, judged at the capacity found where it was held, else at the highest rate there is. Called exhausted: ${shares}. ` +
        'In the `fsync` tier, where every commit waits for the disk, the disk is named when everything else has room.',
      bullets(said),
      ...run.modes.flatMap((mode) => evidence(run, mode)),
    ),
  };
}

const or = (value: number | null | undefined, words: (known: number) => string) =>
  value === null || value === undefined ? '–' : words(value);

const share = (part: number) => percent(part, 1);

function evidence(run: RunFile, mode: RunFile['modes'][number]): string[] {
  const judged = judgedTrial(run, mode);
  if (judged === null) return [];
  const { load, id, resources } = judged.trial;
  const seconds = load?.seconds ?? 0;
  const rows = resources.map((use) => [
    code(use.process),
    figure(use.cpuSeconds / seconds),
    or(use.eventLoopUtilisation, share),
    or(use.eventLoopDelayP99Ms, (ms) => `${figure(ms)} ms`),
    or(use.commits, (commits) => figure(commits / seconds)),
    `${figure(use.rssPeakMiB)} MiB`,
  ]);
  const head = [
    'process',
    `cores used (of ${run.host.cores})`,
    'event loop busy',
    'event loop delay p99',
    'commits/s',
    'RSS, most',
  ];
  return [`**${mode}**, trial ${code(id)}:`, table(head, rows)];
}
