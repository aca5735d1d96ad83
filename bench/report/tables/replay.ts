import type { ReplayEvidence } from '../../record/run-file.ts';
import { isUsable, voidedBy } from '../../record/trial-use.ts';
import type { ModeReplay, Rebuild, ReplayFigures } from '../figures/replay.ts';
import { count, figure, listed, msOfMicros, percent, plural, rate } from '../words/format.ts';
import { gapLabel, modeLabel, outcomeLabel } from '../words/names.ts';
import { whyWords } from '../words/reason-words.ts';
import { type Cell, type Column, noFigure, type SummaryRow, type SummaryTable, unusedFigure } from './table.ts';

export const replayTitle = 'Replay: what can be rebuilt, and is it the same?';

const columns: Column[] = [
  { head: 'what is rebuilt', sentences: true },
  { head: 'can it?' },
  { head: 'from where', sentences: true },
  { head: 'equal?' },
  { head: 'time' },
  { head: 'live orders answered: before → meanwhile (ms)' },
  { head: 'limits', sentences: true },
];

const eventsNote =
  'Sums do not tell whose notification it was or why an order was refused: where events were handed over, each says what its service had stored to be sent. ';
const rowsNote =
  'Who asks the services for their rows is compared with *the same rows*: when both are the same nothing moved meanwhile, and of the past nothing is proved. ';

/** One row per mode and rebuild: can it be computed again from what the medium kept, how long, at what price? */
export function replayTable(replay: ReplayFigures): SummaryTable {
  const { modes, orders, rebuilds } = replay;
  return {
    title: replayTitle,
    note:
      'Can a result be thrown away and computed again from what the medium kept? *Equal* is proved, not claimed: a fingerprint (digest) of what was rebuilt ' +
      'is the one it must be, and no table of the services got or lost a row. ' +
      (rebuilds.some(({ replay }) => replay.events) ? eventsNote : '') +
      (rebuilds.some(({ rereads }) => rereads) ? rowsNote : '') +
      'Where something is known to be missing the answer is *in part*, whatever the digests say.' +
      (orders.length === 0
        ? ''
        : ` Orders that the history tells of: ${listed(orders.map(({ mode, accepted }) => `${mode} ${listed(accepted.map(count))}`))}.`),
    columns,
    rows: modes.flatMap((mode) => [...mode.rebuilds.map(made), ...cannot(mode)]),
    remarks: remarks(replay),
  };
}

/** A rebuild that was made in several trials is numbered. */
function made(rebuild: Rebuild): SummaryRow {
  const { trial, replay, repetition } = rebuild;
  return {
    label: `${trial.mode}: ${replay.name}${repetition > 1 ? ` (${repetition})` : ''}`,
    cells: [replay.what, can(rebuild), replay.from, equal(rebuild), time(rebuild), live(rebuild), limits(replay)],
  };
}

/** Why a mode has no rebuild, so that its absence never reads as a pass. */
function cannot({ mode, gaps, tried, notApplicable }: ModeReplay): SummaryRow[] {
  const row = (answer: Cell, because: string): SummaryRow => ({
    label: `${mode}: ${modeLabel(mode)}`,
    cells: [noFigure, answer, noFigure, noFigure, noFigure, noFigure, because],
  });
  if (gaps.length > 0) return gaps.map((gap) => row(gap.outcome === 'skipped' ? gapLabel(gap) : 'no', gap.because));
  if (tried) return [];
  return [
    notApplicable === null
      ? row({ loud: 'NOT TRIED' }, 'This run has no rebuild of this mode.')
      : row('no', notApplicable),
  ];
}

/** Unreadable messages, trials whose figures are void, and verdicts that did not simply hold. */
function remarks({ trials, rebuilds }: ReplayFigures): string[] {
  const shown = 5;
  const unreadable = rebuilds.flatMap(({ trial, replay }) => {
    const more = replay.unreadable.length - shown;
    const list = replay.unreadable
      .slice(0, shown)
      .map((each) => `unreadable in ${trial.mode}, ${replay.name}: ${each}`);
    return more > 0 ? [...list, `and ${more} more in ${trial.mode}, ${replay.name}, listed with the evidence`] : list;
  });
  const doubtful = trials.flatMap(({ trial, outcome }) => {
    const because = trial.verdicts.find((verdict) => verdict.outcome === outcome)?.because;
    return outcome === 'holds' ? [] : [`${trial.id}: ${outcomeLabel[outcome]}: ${because ?? 'nothing was judged'}`];
  });
  const voided = trials.flatMap(({ trial }) => {
    const why = voidedBy(trial);
    return why === null ? [] : [`void: ${trial.id}: ${whyWords(why)}`];
  });
  const unsettled = trials.flatMap(({ trial: { id, notSteady } }) =>
    notSteady ? [`NOT STEADY: ${id}: the load had not settled when measuring began`] : [],
  );
  return [...doubtful, ...unreadable, ...voided, ...unsettled];
}

/** The cells of one rebuild, in plain words. */

function can({ result }: Rebuild): Cell {
  return { equal: 'yes', gap: 'in part', differs: { loud: 'NO' }, nothing: { loud: 'NO' } }[result];
}

/** With any gap the rebuild is called incomplete and nothing else. */
export function equal({ replay, result, changed, rereads }: Rebuild): Cell {
  const rows = changed.length === 0 ? '' : `ROWS CHANGED (${changed.map(changeWords).join(', ')})`;
  switch (result) {
    case 'gap':
      return { loud: [`incomplete: ${replay.gaps.join('; ')}`, rows].filter(Boolean).join('; ') };
    case 'nothing':
      return { loud: 'NO: nothing was read' };
    case 'differs': {
      const digest = replay.digest === replay.expectedDigest ? '' : 'another digest';
      return { loud: `NO: ${[digest, differing(replay), rows].filter(Boolean).join(', ')}` };
    }
    case 'equal': {
      const untouched = Object.keys(replay.rowsBefore).length === 0 ? '' : '; not a row changed';
      const ignored = replay.duplicatesIgnored === 0 ? '' : `, ${count(replay.duplicatesIgnored)} duplicates ignored`;
      const events = replay.events ? `, the events of ${plural(replay.events.orders, 'order')} one by one` : '';
      return `${rereads ? 'the same rows, read again' : `yes${events}`}${untouched}${ignored}`;
    }
  }
}

function differing({ events }: ReplayEvidence): string {
  if (events === undefined || events.digest === events.expectedDigest) return '';
  return `other events of ${plural(events.differ, 'order')}`;
}

/** `orders 10 → 12` */
function changeWords({ table, before, after }: Rebuild['changed'][number]): string {
  const rows = (n: number | null) => (n === null ? 'none' : count(n));
  return `${table} ${rows(before)} → ${rows(after)}`;
}

function time(rebuild: Rebuild): Cell {
  const { trial, replay, perSecond, ceilingPerSecond } = rebuild;
  if (!isUsable(trial)) return unusedFigure([trial]);
  const { seconds, records, requests } = replay;
  const flow = flowWords(rebuild);
  const ceiling =
    perSecond === null || ceilingPerSecond === null
      ? ''
      : `, at least ${percent(perSecond, ceilingPerSecond)} of an empty handler's ${count(ceilingPerSecond)}/s`;
  const calls = requests === 0 ? '' : `, ${plural(requests, 'call')} to services`;
  return `${figure(seconds)} s for ${plural(records, 'record')} (${flow}${ceiling})${calls}`;
}

/** An older file does not tell what its rate is of, nor why it has none. */
function flowWords({ perSecond, replay: { flowTimed, recordsPerSecond } }: Rebuild): string {
  if (flowTimed === false) return 'no rate: publishing them is in it';
  if (perSecond !== null) return `${count(perSecond)}/s${flowTimed ? ' while they flowed' : ''}`;
  return flowTimed || recordsPerSecond !== null ? 'too short for a rate' : 'no rate';
}

function live({ trial, replay }: Rebuild): Cell {
  if (replay.live === null) return 'none arrived';
  if (!isUsable(trial)) return unusedFigure([trial]);
  const { ratePerSecond, before, during, notAccepted = 0 } = replay.live;
  const of = (q: 'p50' | 'p99') => {
    const [was, is] = [before[q], during[q]];
    if (was === null && is === null) return `${q} n/a (${count(before.samples)} → ${count(during.samples)} samples)`;
    const words = (micros: number | null, samples: number) =>
      micros === null ? `n/a (${count(samples)} samples)` : msOfMicros(micros);
    return `${q} ${words(was, before.samples)} → ${words(is, during.samples)}`;
  };
  const longest = (micros: number | null) => (micros === null ? 'n/a' : msOfMicros(micros));
  return `${rate(ratePerSecond)}/s: ${of('p50')}; ${of('p99')}; longest ${longest(before.max)} → ${longest(during.max)}${notAccepted === 0 ? '' : `; ${count(notAccepted)} NOT ACCEPTED meanwhile`}`;
}

function limits({ loses, unreadable, gaps }: ReplayEvidence): string {
  const parts = [
    ...(loses === null ? [] : [`can never tell: ${loses}`]),
    ...(gaps.length === 0 ? [] : [`${plural(gaps.length, 'gap')}, see left`]),
    ...(unreadable.length === 0 ? [] : [`${plural(unreadable.length, 'unreadable message')}, listed below`]),
  ];
  return parts.length === 0 ? 'none known' : parts.join('; ');
}
