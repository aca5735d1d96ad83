import { count, listed, percent, plural, secondsOfMs } from '../format.ts';
import { groupTrials, type TrialGroup, trialsOf, usable } from '../groups.ts';
import { outcomeOf } from '../outcome.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { FaultTimeline, ModeName, RequestCounts, Trial } from '../run-file.ts';
import { faultTitle, outcomeLabel } from '../words.ts';
import type { Sentence } from './sentence.ts';

/** One sentence per fault and mode: what the client saw, and how long the work took to catch up. */
export function sayFailure({ run }: RunFolder): Sentence[] {
  return groupTrials(run)
    .filter((group) => group.experiment === 'failure' && group.fault !== 'none')
    .flatMap((group) => {
      const heading = faultTitle(group.fault);
      const timed = run.modes.flatMap((mode) => sayMode(mode, trialsOf(group, mode)));
      const texts = timed.length > 0 ? timed : [sayOutcomes(run.modes, group)];
      return texts.map((text) => ({ heading, text: `**${heading}:** ${text}` }));
    });
}

function sayMode(mode: ModeName, trials: Trial[]): string[] {
  const used = usable(trials);
  const timelines = used.flatMap(({ timeline }) => timeline ?? []);
  if (timelines.length === 0) return [];
  const during = timelines.flatMap(({ clientDuringFault }) => clientDuringFault ?? []);
  const seen =
    during.length > 0
      ? client(during, 'due while the fault was on')
      : client(
          used.map((t) => t.requests),
          'of the whole trial',
        );
  const peaks = timelines.map(({ backlogPeak }) => backlogPeak);
  const backlog =
    Math.max(...peaks) === 0
      ? 'no backlog formed'
      : `up to ${count(Math.max(...peaks))} accepted orders waited, the oldest for ${secondsOfMs(Math.max(...timelines.map((t) => t.oldestPeakMs)))} s`;
  const several = used.length > 1 ? ` (${plural(used.length, 'trial')})` : '';
  return [
    `in ${mode}${several}, ${seen}; ${backlog}; ${recovery(timelines)}. Verdict: ${outcomeLabel[outcomeOf(trials)]}.`,
  ];
}

function client(counts: RequestCounts[], when: string): string {
  const sum = (value: (each: RequestCounts) => number) => counts.reduce((total, each) => total + value(each), 0);
  const [sent, accepted] = [sum((each) => each.sent), sum((each) => each.accepted)];
  const lost = sent - accepted;
  const parts: [number, string][] = [
    [sum((each) => each.refused), 'refused'],
    [sum((each) => each.failed), 'failed'],
    [sum((each) => each.timedOut + each.connectionErrors), 'without an answer'],
    [sum((each) => each.unfinished), 'unfinished'],
  ];
  const how = listed(parts.filter(([n]) => n > 0).map(([n, word]) => `${count(n)} ${word}`));
  if (sent === 0) return `no request was ${when}`;
  if (lost === 0) return `all ${plural(sent, 'request')} ${when} were accepted`;
  if (accepted === 0) return `none of the ${plural(sent, 'request')} ${when} was accepted (${how})`;
  return `${count(lost)} of ${count(sent)} requests ${when} (${percent(lost, sent)}) were not accepted (${how})`;
}

/** Several trials are told by the spread of their times. */
function recovery(timelines: FaultTimeline[]): string {
  const firsts = timelines.flatMap(({ firstCompletionMs: ms, healedMs }) => (ms === null ? [] : ms - healedMs));
  if (firsts.length < timelines.length) {
    return timelines.length === 1
      ? 'no order completed after healing'
      : `in ${timelines.length - firsts.length} of them no order completed after healing`;
  }
  const first = `the first order after healing completed ${spread(firsts)} s later`;
  const hills = timelines.filter(({ backlogPeak }) => backlogPeak > 0);
  if (hills.length === 0) return first;
  const drained = hills.flatMap(({ drainedMs: ms, healedMs }) => (ms === null ? [] : ms - healedMs));
  if (drained.length < hills.length) return `${first}, and the backlog did not drain before the trial ended`;
  if (Math.max(...drained) < 0) return `${first}, and the backlog was back to normal before that`;
  return `${first}, and the backlog was back to normal ${spread(drained)} s after healing`;
}

function spread(milliseconds: number[]): string {
  const of = (ms: number) => secondsOfMs(Math.max(0, ms));
  const [low, high] = [of(Math.min(...milliseconds)), of(Math.max(...milliseconds))];
  return low === high ? low : `${low} to ${high}`;
}

function sayOutcomes(modes: ModeName[], group: TrialGroup): string {
  const outcomes = modes.flatMap((mode) => {
    const trials = trialsOf(group, mode);
    return trials.length === 0 ? [] : [{ mode, outcome: outcomeOf(trials) }];
  });
  if (outcomes.every(({ outcome }) => outcome === 'holds')) {
    return `every check holds in ${listed(outcomes.map(({ mode }) => mode))}.`;
  }
  return `${listed(outcomes.map(({ mode, outcome }) => `${mode} ${outcomeLabel[outcome]}`))}.`;
}
