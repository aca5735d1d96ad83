import type { Protection } from '../../../common/base/protections.ts';
import type { Promised } from '../../brokers/promises/setting.ts';
import { faultTitle } from '../../faults/all.ts';
import { sum } from '../../measure/sums.ts';
import { modeNames } from '../../modes.ts';
import type { ExperimentName, ModeName, Variation } from '../../record/run-file.ts';
import { type Answer, answersOf, type Question } from '../../report/figures/answers.ts';
import type { BestRuns } from '../../report/figures/best-runs.ts';
import { equalOf } from '../../report/figures/replay.ts';
import type { RunFigures } from '../../report/figures/run-figures.ts';
import { MISSED } from '../../report/figures/work-limiter.ts';
import type { Broken } from '../../report/figures/worth.ts';
import { answerWords, questionWords } from '../../report/words/answer-words.ts';
import { nodesToLose, openTries } from '../../report/words/cluster-words.ts';
import { clientWords, dataWords, dueWords, recoveryWords } from '../../report/words/fault-words.ts';
import { count, figure, listed, msOfMicros, percent, plural, secondsOfMs } from '../../report/words/format.ts';
import { checkTitle, modeLabel, waitingWords } from '../../report/words/names.ts';

/** What the best runs say to one question: a sentence without its full stop, and the runs it is from, each once. */
export interface Answered {
  text: string;
  from: readonly RunFigures[];
}

/** Null where no run has an answer. */
export type Look = (best: BestRuns) => Answered | null;

/** Of one experiment, mode by mode; null where no mode has anything to say. */
export const byMode =
  (experiment: ExperimentName, say: (mode: ModeName, figures: RunFigures) => string | null): Look =>
  (best) => {
    const from = best[experiment];
    if (from === undefined) return null;
    const told = modeNames.flatMap((mode) => {
      const words = say(mode, from);
      return words === null ? [] : [`${modeLabel(mode)}: ${words}`];
    });
    return told.length === 0 ? null : { text: told.join('. '), from: [from] };
  };

/** A row of the first screen. */
export const row =
  (asked: (question: Question) => boolean): Look =>
  (best) => {
    const answer = answersOf(best, modeNames).find(({ question }) => asked(question));
    const from = answer === undefined || answer.from === null ? undefined : best[answer.from];
    return answer === undefined || from === undefined ? null : { text: rowWords(answer), from: [from] };
  };

const rowWords = (answer: Answer) =>
  `${questionWords(answer.question, modeNames)}. ` +
  answer.cells.map((_, index) => `${modeLabel(modeNames[index] ?? '')}: ${answerWords(answer, index)}`).join('. ');

/** What these faults did to each mode: the worst of them where they are several. */
export const under = (...faults: string[]): Look =>
  byMode('failure', (mode, { run, faults: all }) => {
    const cells = faults.flatMap((name) => {
      const cell = all.find(({ fault }) => fault === name)?.cells[run.modes.indexOf(mode)];
      return cell?.kind === 'judged' ? [cell] : [];
    });
    const [only] = cells;
    if (only === undefined) return null;
    if (cells.length === 1)
      return [clientWords(only), dataWords(only), recoveryWords(only)].filter((each) => each !== '').join(', ');
    const held = cells.filter(({ outcome }) => outcome === 'holds').length;
    const [words, ...others] = new Set(cells.map(dataWords));
    return held === cells.length
      ? `${others.length === 0 ? words : 'what was checked holds'} under any of ${cells.length} faults`
      : `a check failed under ${cells.length - held} of ${cells.length} faults`;
  });

/** What each of these faults did to each mode: what clients were told, and how long it took. */
export const each = (...faults: string[]): Look =>
  byMode('failure', (mode, { run, faults: all }) => {
    const told = faults.flatMap((name) => {
      const cell = all.find(({ fault }) => fault === name)?.cells[run.modes.indexOf(mode)];
      if (cell?.kind !== 'judged') return [];
      return `${faultTitle(name)}: ${[clientWords(cell), recoveryWords(cell)].filter((part) => part !== '').join(', ')}`;
    });
    return told.length === 0 ? null : told.join('; ');
  });

/** In how many trials of these faults checks held that judge what is asked; one that does not apply to a mode is left out. */
export const checked = (checks: readonly string[], ...faults: string[]): Look =>
  byMode('failure', (mode, { run }) => {
    const trials = run.trials.filter(
      (trial) => trial.kind === 'ordinary' && trial.mode === mode && faults.includes(trial.fault),
    );
    const told = checks.flatMap((check) => {
      const verdicts = trials.flatMap((trial) => trial.verdicts.filter((verdict) => verdict.check === check));
      const judged = verdicts.filter(({ outcome }) => outcome !== 'not-applicable');
      const held = judged.filter(({ outcome }) => outcome === 'holds').length;
      return judged.length === 0 ? [] : [`\`${check}\` held in ${held} of ${plural(judged.length, 'trial')}`];
    });
    return told.length === 0 ? null : told.join(', ');
  });

/** For how long nothing moved under a fault; null where no run recorded it. */
export const stoodStill = (fault: string): Look =>
  byMode('failure', (mode, { faults }) => {
    const seen = faults.find((of) => of.fault === fault)?.seconds.find(({ trial }) => trial.mode === mode);
    if (seen?.timeline.standstillMs === undefined) return null;
    return `${dueWords([seen.timeline])} were due and none was finished for up to ${secondsOfMs(seen.timeline.standstillMs)} s`;
  });

/** What broke in each mode once one of these protections was off: each check with how often it found something. */
export const worth = (...protections: Protection[]): Look =>
  byMode('failure', (mode, { worth: rows }) => {
    const own = rows.filter((each) => each.mode === mode && protections.includes(each.protection as Protection));
    if (own.length === 0) return null;
    const shown = own.filter((each) => each.shown);
    return shown.length === 0
      ? 'nothing broke without its protections'
      : shown.map(({ protection, without: { broken } }) => `without ${protection}, ${brokenWords(broken)}`).join('; ');
  });

/** What a check found broken, and how often. */
const brokenWords = (broken: readonly Broken[]): string =>
  listed(broken.map(({ check, findings }) => `${checkTitle(check)} (${check}): ${count(findings)}`));

/** Half of all orders were finished within so many milliseconds, at the least and at the most of what was varied. */
export const varied = (kind: Variation['kind'], unit: string): Look =>
  byMode('latency', (mode, { latency }) => {
    const points = (latency.varied[kind] ?? []).flatMap(({ variation, modes }) => {
      const half = modes.find((each) => each.mode === mode)?.latency.completion?.p50 ?? null;
      return half === null || variation === null ? [] : [`${msOfMicros(half)} ms at ${count(variation.value)} ${unit}`];
    });
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined) return null;
    return `half are finished within ${first === last ? first : `${first}, ${last ?? ''} (one trial each, not ranked)`}`;
  });

/** What waited after a burst, and what was not taken. */
export const bursts: Look = byMode('latency', (mode, { latency }) => {
  const last = latency.bursts.at(-1);
  const own = last?.modes.find((each) => each.mode === mode);
  if (last === undefined || own === undefined || own.peak === null) return null;
  return `${count(last.times)} times the rate for seconds left up to ${count(own.peak)} orders ${waitingWords.unfinished}; ${count(own.notAccepted)} were not taken`;
});

/** How long a backlog took to be worked off. */
export const drained: Look = byMode('replay', (mode, { drains }) => {
  const own = drains.find(({ trial, usable }) => trial.mode === mode && usable);
  if (own === undefined) return null;
  const { lagPeak, drainSeconds, oldestPeakMs } = own.drain;
  return `${count(lagPeak)} messages behind, the oldest order waited ${secondsOfMs(oldestPeakMs)} s; level again after ${figure(drainSeconds)} s`;
});

/** How many rebuilds came out equal, and how many repeated deliveries had no effect on the way. */
export const rebuilt: Look = byMode('replay', (mode, { replay }) => {
  const rebuilds = replay?.modes.find((each) => each.mode === mode)?.rebuilds ?? [];
  if (rebuilds.length === 0) return null;
  const { equal, of, again, rows, removed } = equalOf(rebuilds);
  const ignored = rebuilds.reduce((sum, each) => sum + each.replay.duplicatesIgnored, 0);
  const longest = Math.max(...rebuilds.map((each) => each.replay.seconds));
  const lack = removed.length === 0 ? '' : ` (and ${removed.length} that said what had been removed first)`;
  const absorbed = again.length === 0 ? '' : `, ${again.length} read again without effect`;
  const compared =
    of.length === 0 && rows.length > 0 ? [] : [`${equal.length} of ${of.length} rebuilds equal${absorbed}${lack}`];
  const came = [...compared, ...(rows.length === 0 ? [] : ['the same rows, read again'])].join(', ');
  return `${came}, each within ${figure(longest)} s; ${count(ignored)} repeated deliveries had no second effect`;
});

/** In how many cells Little's law told what would be done; where the machine bounds it, a measured control told that. */
export const nearPrediction: Look = byMode('work', (mode, { work }) => {
  const own = (work?.cells ?? []).filter(
    (cell) => cell.mode === mode && cell.ratio !== null && cell.predicted?.by !== 'machine',
  );
  const near = own.filter(({ limiter }) => limiter === null).length;
  return own.length === 0
    ? null
    : `within ${percent(MISSED, 1)} of hands ÷ time in ${near} of ${plural(own.length, 'cell')}`;
});

/** Who gave back what was taken by orders that did not succeed, and whether anything was kept. */
export const undone: Look = byMode('saga', (mode, { run, saga }) => {
  const own = saga?.cells.filter((cell) => cell.mode === mode) ?? [];
  if (own.length === 0) return null;
  const verdicts = run.trials
    .filter((trial) => trial.mode === mode && trial.saga)
    .flatMap((trial) => trial.verdicts.filter(({ check }) => check === 'compensated' || check === 'captured'));
  const held = verdicts.filter(({ outcome }) => outcome === 'holds').length;
  const failed = sum(own, ({ blocks }) => sum(blocks, ({ figures }) => figures.declined + figures.failed));
  return `of ${plural(failed, 'order')} whose payment failed nothing may be kept: ${held} of ${plural(verdicts.length, 'check')} held`;
});

/** How many nodes of its cluster may be away at once, with the setting of the services, as far as it was tried. */
export const nodesAway: Look = byMode('cluster', (mode, { cluster }) => {
  const found = cluster && nodesToLose(cluster, mode);
  if (!found) return null;
  const { nodes = 0 } = cluster.nodesAway.find((each) => each.mode === mode) ?? {};
  return `of ${plural(nodes, 'node')} it went on with ${count(found.working)} away, and kept everything with ${count(found.keeping)} away`;
});

/** What was lost of what had been acknowledged while nodes broke, where that is promised to survive and where it is not, and the longest gap. */
export const nodesBroke: Look = byMode('cluster', (mode, { cluster }) => {
  const lossUnder = (promise: Promised) => {
    const own = cluster?.cells.filter(({ mode: of, promises }) => of === mode && promises === promise) ?? [];
    if (own.length === 0) return [];
    const [lost, judged] = [sum(own, (cell) => cell.lost), sum(own, (cell) => cell.judged)];
    const gap = Math.max(0, ...own.flatMap(({ noAcceptanceMs }) => noAcceptanceMs));
    const words = `${promisedWords[promise]}, ${count(lost)} of ${plural(judged, 'acknowledged record')} were lost${openTries(own)}`;
    return promise === 'survives'
      ? [`${words}, and nothing was acknowledged for up to ${secondsOfMs(gap)} s`]
      : [words];
  };
  const told = [...lossUnder('survives'), ...lossUnder('may lose')];
  return told.length === 0 ? null : told.join('; ');
});

const promisedWords: Record<Promised, string> = {
  survives: 'with settings that promise it',
  'may lose': 'with settings that promise less',
};

/** Those of these that have an answer, one after the other. */
export const both =
  (...looks: Look[]): Look =>
  (best) => {
    const told = looks.flatMap((look) => look(best) ?? []);
    const from = [...new Set(told.flatMap((each) => each.from))];
    return told.length === 0 ? null : { text: told.map(({ text }) => text).join('. '), from };
  };
