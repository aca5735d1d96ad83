import { samplesNeeded } from '../../../measure/percentiles.ts';
import { isPlannedGap } from '../../../record/planned-gap.ts';
import type { ModeName } from '../../../record/run-file.ts';
import { isUsable } from '../../../record/trial-use.ts';
import {
  equalOf,
  type ModeReplay,
  type Rebuild,
  type RebuildResult,
  type ReplayFigures,
} from '../../figures/replay.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { drainTitle } from '../../tables/drain.ts';
import { replayTitle } from '../../tables/replay.ts';
import { count, figure, listed, msOfMicros, plural, rate, secondsOfMs } from '../../words/format.ts';
import { plain } from '../markdown.ts';
import type { Sentence } from './sentence.ts';

/** What could be rebuilt in each mode, what it cost live orders, who cannot, and what that means for a choice. */
export function sayReplay({ replay }: RunFigures): Sentence[] {
  if (replay === null) return [];
  const texts = [
    ...replay.modes.flatMap(({ mode, rebuilds }) => sayMode(mode, rebuilds)),
    ...replay.modes.flatMap(({ mode, rebuilds }) => sayLive(mode, rebuilds)),
    ...sayCannot(replay),
  ];
  return [
    ...texts.map((text): Sentence => ({ heading: replayTitle, text, topic: 'replay' })),
    ...decide(replay).map((text): Sentence => ({ heading: replayTitle, text, topic: 'past' })),
  ];
}

function sayMode(mode: ModeName, rebuilds: Rebuild[]): string[] {
  if (rebuilds.length === 0) return [];
  const { of, again, rows, removed } = equalOf(rebuilds);
  const parts = [
    told(of, 'equal', (n) => `${share(n, of.length)} came out equal, digest for digest`),
    told(rows, 'equal', () => 'the same rows, read again'),
    told(again, 'equal', () => 'read again without effect, not a row changed'),
    told(of, 'gap', () => '**incomplete**'),
    told(removed, 'gap', () => 'without the records that were removed first, and told so'),
    told(rebuilds, 'differs', () => '**NOT the same**'),
    told(rebuilds, 'nothing', () => '**nothing was read**'),
  ].filter((part) => part !== '');
  const ignored = rebuilds.reduce((sum, { replay }) => sum + replay.duplicatesIgnored, 0);
  const harmless = ignored === 0 ? '' : ` ${count(ignored)} repeated deliveries were recognised and ignored.`;
  return [`${mode}: ${parts.join('; ')}.${harmless}`];
}

function share(n: number, all: number): string {
  if (all === 1) return 'the one rebuild';
  return n === all ? `all ${count(all)} rebuilds` : `${count(n)} of ${plural(all, 'rebuild')}`;
}

function told(rebuilds: Rebuild[], result: RebuildResult, words: (n: number) => string): string {
  const found = rebuilds.filter((each) => each.result === result);
  if (found.length === 0) return '';
  const names = found.map(({ trial, replay }) => {
    const { name, records, seconds, gaps } = replay;
    const detail =
      result === 'gap'
        ? plain(gaps.join('; '))
        : `${plural(records, 'record')}${isUsable(trial) ? ` in ${figure(seconds)} s` : ''}`;
    return `${plain(name)} (${detail})`;
  });
  return `${words(found.length)}: ${listed(names)}`;
}

/** The rebuild under which live orders waited longest; percentiles only where the samples carry them. */
function sayLive(mode: ModeName, rebuilds: Rebuild[]): string[] {
  const watched = rebuilds.flatMap(({ trial, replay }) =>
    replay.live === null || !isUsable(trial) ? [] : [{ name: replay.name, ...replay.live }],
  );
  if (watched.length === 0) return [];
  const sure = watched.flatMap(({ name, ratePerSecond, before, during }) =>
    before.p50 === null || during.p50 === null ? [] : [{ name, ratePerSecond, was: before.p50, is: during.p50 }],
  );
  const [most] = sure.sort((a, b) => b.is - a.is);
  if (most === undefined) {
    const most = Math.max(...watched.map(({ during }) => during.samples));
    return [
      `Live orders in ${mode}: a p50 needs ${count(samplesNeeded(0.5))} before a rebuild and as many during it, and at most ${count(most)} arrived during one; this run does not say what a replay costs them.`,
    ];
  }
  const { name, ratePerSecond, was, is } = most;
  return [
    `Live orders in ${mode}: ${rate(ratePerSecond)} per second kept arriving; half of them were answered within ${msOfMicros(was)} ms before and ${msOfMicros(is)} ms during ${plain(name)}${sure.length > 1 ? `, the most of ${sure.length} rebuilds` : ''}; when they were finished was not measured.`,
  ];
}

function sayCannot({ modes }: ReplayFigures): string[] {
  const words = modes.flatMap(({ gaps }) =>
    gaps.map(
      ({ mode, outcome, because }) => `${mode} ${outcome === 'skipped' ? 'was skipped' : 'cannot'} (${plain(because)})`,
    ),
  );
  return words.length === 0 ? [] : [`No replay: ${words.join('; ')}.`];
}

/**
 * The choice in plain words, for somebody who may later need what happened today: a new consumer, a repaired one. Each
 * mode falls into one kind by its own rebuilds, never by its name.
 */
function decide({ modes, rebuilds }: ReplayFigures): string[] {
  const words = modes.flatMap((own) => (own.rebuilds.length === 0 ? [] : [`${own.mode}: ${choiceOf(own)}.`]));
  return words.length === 0 ? [] : [...words, ...warning(rebuilds)];
}

function choiceOf({ rebuilds, outcome }: ModeReplay): string {
  const wrong = rebuilds.filter(({ result }) => result === 'differs' || result === 'nothing');
  if (wrong.length > 0)
    return `do not rely on it, ${listed(wrong.map(({ replay }) => plain(replay.name)))} came out wrong`;
  if (outcome === 'violated') return 'do not rely on it, a check of these trials was violated';
  if (outcome === 'unknown') return 'not settled, the checks of these trials could not all be judged';
  const proven = rebuilds.filter(({ result }) => result === 'equal');
  if (proven.length === 0) return 'only in part, every rebuild had a gap';
  const whole = proven.filter(({ replay }) => replay.loses === null);
  const quiet = whole.filter(({ replay }) => replay.requests === 0);
  if (quiet.length > 0) return `yes, from ${from(quiet)}, without asking a service and with nothing known to be lost`;
  if (whole.length > 0) return `yes, from ${from(whole)}, at the price of ${calls(whole)} to services`;
  const events = proven.filter(({ replay }) => replay.requests === 0);
  if (events.length > 0) {
    return `yes, from what is kept beside the medium (${names(events)}); the table says what that can never tell`;
  }
  const price = calls(proven) === '' ? '' : `, at the price of ${calls(proven)} to services`;
  return `the result yes, the past no (${names(proven)}${price}); the table says what that can never tell`;
}

const names = (rebuilds: Rebuild[]): string => listed(rebuilds.map(({ replay }) => plain(replay.name)));

function from(rebuilds: Rebuild[]): string {
  return listed([...new Set(rebuilds.map(({ replay }) => plain(replay.from)))].slice(0, 2));
}

function calls(rebuilds: Rebuild[]): string {
  const most = Math.max(...rebuilds.map(({ replay }) => replay.requests));
  return most === 0 ? '' : `up to ${plural(most, 'call')}`;
}

/** What keeps a yes from holding for ever. */
function warning(rebuilds: Rebuild[]): string[] {
  const short = rebuilds.filter(({ result }) => result === 'gap');
  if (short.length === 0) return [];
  const modes = [...new Set(short.map(({ trial }) => trial.mode))];
  const staged = short.every(({ replay }) => isPlannedGap(replay));
  return [
    `A yes lasts only as long as the records are kept: ${count(short.length)} of ${plural(rebuilds.length, 'rebuild')} (in ${listed(modes)}) met a gap and stayed incomplete${staged ? ', where records had been removed on purpose; nowhere else was that tried' : ''}.`,
  ];
}

/** How long a backlog built up on purpose took to work off. */
export function sayDrain({ drains }: RunFigures): Sentence[] {
  return drains
    .filter(({ usable }) => usable)
    .map(({ trial, drain, perSecond }) => ({
      heading: drainTitle,
      topic: 'replay',
      text:
        `Drain in ${trial.mode}: held to ${rate(drain.throttlePerSecond)} messages per second, the consumer fell ${count(drain.lagPeak)} messages behind ` +
        `(the oldest order waited ${secondsOfMs(drain.oldestPeakMs)} s); let go, it was level again after ${figure(drain.drainSeconds)} s, its start-up among them${perSecond === null ? ': too short a flow for a rate' : `, at ${figure(perSecond)} messages per second while they flowed`}.`,
    }));
}
