import type { ModeFacts } from '../../../../common/capabilities.ts';
import { sum } from '../../../measure/sums.ts';
import { findMode } from '../../../modes.ts';
import { nextStepOfAll } from '../../../record/capacity.ts';
import type { LatencyKind } from '../../../record/latency-kinds.ts';
import type { ModeName } from '../../../record/run-file.ts';
import type { DelayFigures } from '../../figures/delays.ts';
import type { ModeTrials, TrialGroup } from '../../figures/groups.ts';
import type { Burst } from '../../figures/latency.ts';
import { ratesHeld } from '../../figures/rates-held.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { capacityTitle } from '../../tables/capacity.ts';
import { delaysTitle, waitsWords } from '../../tables/delays.ts';
import { latencyTitle } from '../../tables/latency.ts';
import { sweeps } from '../../tables/sweep.ts';
import { ratesWords } from '../../words/capacity-words.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { count, listed, msOfMicros, percentile, rate } from '../../words/format.ts';
import { waitingWords } from '../../words/names.ts';
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
    return texts.map((text) => ({ heading: latencyTitle(group), text, topic: 'times' }));
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
export function sayVariations(figures: RunFigures): Sentence[] {
  const {
    run: { modes },
    latency,
  } = figures;
  return [
    ...modes.flatMap((_, index) => sayDelay(latency.varied.delay ?? [], latency.delays, index)),
    ...latency.bursts.flatMap(sayBurst),
    ...sayCapacity(figures),
  ];
}

/** What the longest delay did that every mode has figures of, and what orders waited for besides the link: else a queue would read as latency. */
function sayDelay(groups: TrialGroup[], told: DelayFigures[], index: number): Sentence[] {
  const delays = groups.flatMap(({ modes: { [index]: own }, variation }) =>
    own && own.used.length > 0 ? [{ ...own, ms: variation?.value ?? 0 }] : [],
  );
  const [none] = delays.filter(({ ms }) => ms === 0);
  const everyMode = groups.filter(({ modes }) => modes.every(({ used }) => used.length > 0));
  const shared = Math.max(0, ...everyMode.map(({ variation }) => variation?.value ?? 0));
  const longest = delays.filter(({ ms }) => ms > 0 && ms <= shared).at(-1);
  if (none === undefined || longest === undefined) return [];
  const median = ({ latency }: ModeTrials, kind: LatencyKind) => {
    const p50 = latency[kind]?.p50 ?? null;
    return p50 === null ? 'an unknown time (too few samples)' : `${msOfMicros(p50)} ms`;
  };
  const change = (kind: LatencyKind) => `${median(none, kind)} to ${median(longest, kind)}`;
  const accepted = sum(longest.used, ({ requests }) => requests.accepted);
  const sent = sum(longest.used, ({ requests }) => requests.sent);
  const text =
    `${none.mode}, from no delay to ${count(longest.ms)} ms on the link of inventory: the median until the answer went from ` +
    `${change('acceptance')}, until completion from ${change('completion')}; ${count(accepted)} of ${count(sent)} requests were accepted with it.`;
  const waits = told.flatMap((delay) => (delay.mode === none.mode ? (waitsWords(delay) ?? []) : []));
  return [
    { text, heading: sweeps.delay?.title ?? null, topic: 'varied' },
    ...waits.map((words): Sentence => ({ text: `${words}.`, heading: delaysTitle, topic: 'varied' })),
  ];
}

/** What became of the next step is told with what limits the mode, where that was found. */
function sayCapacity({ run: { modes }, latency: { capacity, limits } }: RunFigures): Sentence[] {
  if (capacity === null) return [];
  const found = modes.flatMap((mode) => {
    const searches = capacity.searches.filter(({ trial, usable }) => trial.mode === mode && usable);
    if (searches.length === 0) return [];
    const rates = ratesHeld(capacity, mode);
    const next = nextStepOfAll(searches.map(({ search }) => search));
    const told = next === null || limits.some((limit) => limit.mode === mode && limit.next !== null);
    const then = told ? '' : `; ${rate(next.ratePerSecond)}/s ${plain(stepWords(next.outcome))}`;
    return [`${mode} ${rates.kind === 'none' ? 'none' : ratesWords(rates)}${then}`];
  });
  if (found.length === 0) return [];
  const text = `The highest rates that the searches held, not ranked: ${listed(found)}.`;
  return [{ text, heading: capacityTitle, topic: 'limits' }];
}

function sayBurst({ times, modes }: Burst): Sentence[] {
  const told = modes.flatMap(({ mode, peak, notAccepted }) =>
    peak === null ? [] : [`${mode} ${count(peak)} ${waitingWords.unfinished}, ${count(notAccepted)} not accepted`],
  );
  if (told.length === 0) return [];
  const text = `In a burst of ${count(times)} times the base rate, the most orders at the end of a second: ${told.join('; ')}.`;
  return [{ text, heading: sweeps.burst?.title ?? null, topic: 'varied' }];
}
