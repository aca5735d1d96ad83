import type { ModeFacts } from '../../../../common/capabilities.ts';
import { sum } from '../../../measure/sums.ts';
import { findMode } from '../../../modes.ts';
import type { LatencyKind } from '../../../record/latency-kinds.ts';
import type { ModeName } from '../../../record/run-file.ts';
import type { DelayFigures } from '../../figures/delays.ts';
import type { ModeTrials, TrialGroup } from '../../figures/groups.ts';
import type { Burst, CapacityFigures } from '../../figures/latency.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { capacityTitle, rangeWords } from '../../tables/capacity.ts';
import { delaysTitle, refusedWords } from '../../tables/delays.ts';
import { latencyTitle } from '../../tables/latency.ts';
import { sweeps } from '../../tables/sweep.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { count, listed, msOfMicros, percentile, rate } from '../../words/format.ts';
import { stepWords } from '../../words/reason-words.ts';
import { plain } from '../markdown.ts';
import type { Sentence } from './sentence.ts';

/** When the client had its answer and when the order was really finished, for each rate without a fault. */
export function sayLatency({ run, latency }: RunFigures): Sentence[] {
  return latency.base.flatMap(({ group }) => {
    const medians = (kind: LatencyKind) =>
      group.modes.flatMap(({ mode, used, latency: { [kind]: p } }) => {
        const few = fewAccepted(used);
        const unit = p?.p50 === null ? '' : ' ms';
        return p === null ? [] : [`${mode} ${percentile(p.p50, p.samples)}${unit}${few === null ? '' : ` (${few})`}`];
      });
    const [completion, acceptance] = [medians('completion'), medians('acceptance')];
    if (completion.length === 0) return [];
    const load = `at ${rate(group.variation?.value ?? 0)} orders per second`;
    const texts = [
      `**Finished:** ${load}, half of all orders were complete (their notification stored) within: ${listed(completion)}.`,
      `**Answered:** half of all clients had their HTTP answer within: ${listed(acceptance)}.${answerMeaning(run.modes)}`,
      ...slowTail(group),
      ...tooFew(group),
    ];
    return texts.map((text) => ({ heading: latencyTitle(group), text }));
  });
}

function answerMeaning(modes: ModeName[]): string {
  const answering = (answer: ModeFacts['answer']) => modes.filter((mode) => findMode(mode)?.answer === answer);
  const [settled, stored] = [answering('outcome'), answering('promise')];
  if (settled.length === 0 || stored.length === 0) return '';
  const verb = settled.length > 1 ? 'answer' : 'answers';
  return ` These are not the same event (${listed(settled)} ${verb} when the order is settled, ${listed(stored)} as soon as it is safely stored) and are never ranked against each other.`;
}

/** From the merged histograms, where they carry a p99: described, since a merged percentile has no interval. */
function slowTail({ modes }: TrialGroup): string[] {
  const tails = modes.flatMap(({ mode, latency: { completion: p } }) =>
    p === null || p.p99 === null ? [] : [`${mode} ${percentile(p.p99, p.samples)} ms`],
  );
  if (tails.length === 0) return [];
  return [
    `**The slow tail:** 99 of 100 orders were complete within: ${listed(tails)}. All blocks are merged for it, so it has no interval and ranks nothing.`,
  ];
}

function tooFew({ modes }: TrialGroup): string[] {
  if (!modes.some(({ latency: { completion } }) => completion !== null && completion.p99 === null)) return [];
  return [
    'There were too few samples for every p99 (it needs 10,000, p90 needs 1000, p50 needs 200): where the table says `n/a`, this run says nothing about the slow tail.',
  ];
}

/** What a slow dependency, a higher rate and a burst did: measured once, so told and not ranked. */
export function sayVariations({ run: { modes }, latency }: RunFigures): Sentence[] {
  return [
    ...modes.flatMap((_, index) => sayDelay(latency.varied.delay ?? [], index)),
    ...latency.delays.flatMap(sayRefused),
    ...modes.flatMap((mode) => sayCapacity(mode, latency.capacity?.searches ?? [])),
    ...modes.flatMap((mode) => latency.bursts.flatMap((burst) => sayBurst(burst, mode))),
  ];
}

function sayDelay(groups: TrialGroup[], index: number): Sentence[] {
  const delays = groups.flatMap(({ modes: { [index]: own }, variation }) =>
    own && own.used.length > 0 ? [{ ...own, ms: variation?.value ?? 0 }] : [],
  );
  const [none] = delays.filter(({ ms }) => ms === 0);
  const longest = delays.filter(({ ms }) => ms > 0).at(-1);
  if (none === undefined || longest === undefined) return [];
  const median = ({ latency }: ModeTrials, kind: LatencyKind) => {
    const p50 = latency[kind]?.p50 ?? null;
    return p50 === null ? 'an unknown time (too few samples)' : `${msOfMicros(p50)} ms`;
  };
  const change = (kind: LatencyKind) => `${median(none, kind)} to ${median(longest, kind)}`;
  const accepted = sum(longest.used, ({ requests }) => requests.accepted);
  const sent = sum(longest.used, ({ requests }) => requests.sent);
  const text =
    `**Network latency on the link of inventory, ${none.mode}** (once, not ranked): from no delay to ${count(longest.ms)} ms, the median until the answer went from ` +
    `${change('acceptance')}, until completion from ${change('completion')}; ${count(accepted)} of ${count(sent)} requests were accepted at the longest delay.`;
  return [{ text, heading: sweeps.delay?.title ?? null }];
}

/** Why orders were refused behind a delay, where the arithmetic of a pool tells. */
function sayRefused(delay: DelayFigures): Sentence[] {
  const because = refusedWords(delay);
  return because === null ? [] : [{ text: `**Refused behind a slow link:** ${because}.`, heading: delaysTitle }];
}

function sayCapacity(mode: ModeName, all: CapacityFigures['searches']): Sentence[] {
  const searches = all.filter(({ trial, usable }) => trial.mode === mode && usable);
  if (searches.length === 0) return [];
  const open = searches.filter(({ next }) => next === null).length;
  const steps = searches.flatMap(({ next }) => next ?? []).sort((a, b) => a.ratePerSecond - b.ratePerSecond);
  const [first] = steps;
  const broke =
    first === undefined
      ? 'no step broke, so the capacity is at least that'
      : `the lowest step that did not hold, ${rate(first.ratePerSecond)}/s: ${plain(stepWords(first.outcome))}` +
        (open > 0 ? `; in ${open} of the searches no step broke` : '');
  const text = `**Sustainable rate, ${mode}** (${searches.length === 1 ? 'one search' : `${searches.length} searches`}, not ranked): ${rangeWords(searches)} orders per second; ${broke}.`;
  return [{ text, heading: capacityTitle }];
}

function sayBurst({ times, modes }: Burst, mode: ModeName): Sentence[] {
  return modes.flatMap(({ mode: own, peak, notAccepted }) => {
    if (own !== mode || peak === null) return [];
    const text = `**Burst of ${count(times)} times the base rate, ${mode}** (once, not ranked): up to ${count(peak.orders)} ${peak.of === 'unfinished' ? 'orders were due and not finished' : 'accepted orders waited'} at the end of a second; ${count(notAccepted)} requests were not accepted.`;
    return [{ text, heading: sweeps.burst?.title ?? null }];
  });
}
