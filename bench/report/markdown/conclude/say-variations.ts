import { nextStep } from '../../../record/capacity.ts';
import type { RunFolder } from '../../../record/read-run.ts';
import { seriesOf } from '../../../record/read-series.ts';
import type { LatencyKind, ModeName } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf, usable, variationsOf } from '../../figures/groups.ts';
import { latencyFigures } from '../../figures/latency-figures.ts';
import { count, msOfMicros, rate } from '../format.ts';
import { plain } from '../markdown.ts';
import { stepWords } from '../reason-words.ts';
import { capacityTitle } from '../summary/capacity-table.ts';
import { sweeps } from '../summary/sweep-table.ts';
import type { Sentence } from './sentence.ts';

/** What a slow dependency, a higher rate and a burst did: measured once, so told and not ranked. */
export function sayVariations(folder: RunFolder): Sentence[] {
  const { modes } = folder.run;
  return [
    ...modes.flatMap((mode) => sayDelay(folder, mode)),
    ...modes.flatMap((mode) => sayCapacity(folder, mode)),
    ...modes.flatMap((mode) => sayBurst(folder, mode)),
  ];
}

function sayDelay(folder: RunFolder, mode: ModeName): Sentence[] {
  const delays = variationsOf(folder.run, 'delay').filter((group) => usable(trialsOf(group, mode)).length > 0);
  const [none] = delays.filter((group) => group.variation?.value === 0);
  const longest = delays.filter((group) => (group.variation?.value ?? 0) > 0).at(-1);
  if (none === undefined || longest === undefined) return [];
  const median = (group: TrialGroup, kind: LatencyKind) => {
    const p50 = latencyFigures(folder, trialsOf(group, mode), kind)?.p50 ?? null;
    return p50 === null ? 'an unknown time (too few samples)' : `${msOfMicros(p50)} ms`;
  };
  const change = (kind: LatencyKind) => `${median(none, kind)} to ${median(longest, kind)}`;
  const { sent, accepted } = usable(trialsOf(longest, mode)).reduce(
    (sum, { requests }) => ({ sent: sum.sent + requests.sent, accepted: sum.accepted + requests.accepted }),
    { sent: 0, accepted: 0 },
  );
  const text =
    `**A slow dependency, ${mode}** (once, not ranked): from no delay to ${count(longest.variation?.value ?? 0)} ms in front of inventory, the median until the answer went from ` +
    `${change('acceptance')}, until completion from ${change('completion')}; ${count(accepted)} of ${count(sent)} requests were accepted at the longest delay.`;
  return [{ text, heading: sweeps.delay?.title ?? null }];
}

function sayCapacity({ run }: RunFolder, mode: ModeName): Sentence[] {
  const searches = usable(run.trials).filter((trial) => trial.mode === mode && trial.experiment === 'latency');
  return searches.flatMap(({ capacity }) => {
    if (capacity === null) return [];
    const next = nextStep(capacity);
    const broke =
      next === null
        ? 'the search ended before a step broke, so the capacity is at least that'
        : `the next step tried, ${rate(next.ratePerSecond)}/s, broke: ${plain(stepWords(next.outcome))}`;
    const found =
      capacity.ratePerSecond === null ? 'no rate held' : `${rate(capacity.ratePerSecond)} orders per second`;
    return [
      {
        text: `**Highest sustainable rate found, ${mode}** (one search, not ranked): ${found}; ${broke}.`,
        heading: capacityTitle,
      },
    ];
  });
}

function sayBurst({ run, series }: RunFolder, mode: ModeName): Sentence[] {
  return variationsOf(run, 'burst').flatMap((group) => {
    const peaks = usable(trialsOf(group, mode)).flatMap(({ id }) =>
      seriesOf(series, id, 'backlog').map(([, backlog]) => backlog),
    );
    if (peaks.length === 0) return [];
    const trials = usable(trialsOf(group, mode));
    const lost = trials.reduce((sum, { requests }) => sum + requests.sent - requests.accepted, 0);
    const text = `**Burst of ${count(group.variation?.value ?? 0)} times the base rate, ${mode}** (once, not ranked): up to ${count(Math.max(...peaks))} accepted orders waited at the end of a second; ${count(lost)} requests were not accepted.`;
    return [{ text, heading: sweeps.burst?.title ?? null }];
  });
}
