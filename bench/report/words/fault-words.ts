import type { FaultTimeline } from '../../record/run-file.ts';
import type { JudgedCell } from '../figures/failure.ts';
import { isByOlderRules } from '../figures/recovery.ts';
import { fewAccepted } from './few-accepted.ts';
import { count, listed, plural, secondsOfMs } from './format.ts';
import { checkTitle, outcomeLabel } from './names.ts';

/** What one fault did to one mode, in plain words. */

/** Of what was over only after the load. */
export const withoutLoadWords = 'when nobody ordered any more';

/** "✓ holds, 3 of 3 seeds": the worst verdict of the trials of one question, and in how many of them it came out so. */
export function verdictWords({ outcome, seeds: { same, of, lasted }, requests, client }: JudgedCell): string {
  const { sent, accepted } = requests;
  const others = client !== null && client.counts.sent === client.counts.accepted && client.beside === 0;
  const few =
    fewAccepted([{ requests }]) ?? (others && accepted < sent ? `${count(sent - accepted)} not accepted` : null);
  const notes = [
    ...(few === null ? [] : [`${few}${of === 1 ? '' : ' over all seeds'}`]),
    ...(lasted === null ? [] : [`the fault lasted ${secondsWords(lasted)} s`]),
  ];
  const seeds = of === 1 ? '1 seed' : `${same} of ${of} seeds`;
  return `${outcomeLabel[outcome]}, ${seeds}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** What clients were told: "all 633 accepted", "629 of 633 answered 5xx (kept as failed)". */
export function clientWords({ client, void: voided }: JudgedCell): string {
  if (client === null) return voided ? 'figures void' : 'for the verdict alone';
  const { when, beside } = client;
  const before = when === 'before' ? ' before it' : '';
  return `${toldWords(client)}${before}${beside > 0 ? `, and ${count(beside)} more before or after it` : ''}`;
}

/** The same in short: how many of those placed meanwhile were taken. */
export function takenWords(cell: JudgedCell): string {
  if (cell.client === null) return clientWords(cell);
  const { sent, accepted } = cell.client.counts;
  if (sent > 0 && accepted === 0) return noneWords(cell.client);
  return sent === accepted ? toldWords(cell.client) : `${count(accepted)} of ${count(sent)} accepted`;
}

/** What clients were told instead. */
function noneWords(client: Client): string {
  const told = partsOf(client);
  const how = told.length === 1 ? `all ${told[0]?.word}` : told.map(({ n, word }) => `${count(n)} ${word}`).join(', ');
  return `none of ${count(client.counts.sent)} accepted${how === '' ? '' : `: ${how}`}`;
}

type Client = NonNullable<JudgedCell['client']>;

/** Failed is whoever was answered, with a status that says that the fault is the server's (`load/outcome.ts`). */
function partsOf({ counts, keptAsFailed }: Client): { n: number; word: string }[] {
  const parts: [number, string][] = [
    [counts.refused, 'refused'],
    [counts.failed, `answered 5xx${keptAsFailed ? ' (kept as failed)' : ''}`],
    [counts.timedOut + counts.connectionErrors, 'without an answer'],
    [counts.unfinished, 'unfinished'],
  ];
  return parts.filter(([n]) => n > 0).map(([n, word]) => ({ n, word }));
}

function toldWords(client: Client): string {
  const { sent, accepted } = client.counts;
  const told = partsOf(client);
  const [only] = told;
  if (sent === 0) return 'no request was sent';
  if (accepted === sent) return sent === 1 ? 'the one request was accepted' : `all ${count(sent)} accepted`;
  if (told.length === 1 && only?.n === sent - accepted) return `${count(only.n)} of ${count(sent)} ${only.word}`;
  const how = told.length === 0 ? '' : `: ${listed(told.map(({ n, word }) => `${count(n)} ${word}`))}`;
  return `${count(sent - accepted)} of ${plural(sent, 'request')} not accepted${how}`;
}

/** What became of the data, by the checks of all these trials: "nothing lost or doubled", or what went wrong. */
export function dataWords({ outcome, data: { checks, parked } }: JudgedCell): string {
  if (outcome !== 'holds') {
    if (checks.length === 0) return 'nothing was judged';
    return outcome === 'violated'
      ? listed(checks.map((name) => `${checkTitle(name)} (${name})`))
      : `could not be judged: ${listed(checks)}`;
  }
  const both = checks.includes('lost') && checks.includes('duplicate-order');
  const words = both ? 'nothing lost or doubled' : 'what was checked holds';
  return parked === 0 ? words : `${words}, ${count(parked)} set aside (parked)`;
}

/**
 * How long it took to catch up once the fault was over; '' where nothing was timed. In a `wide` place also since it began, and of
 * how many trials; in a `little` one not even since when.
 */
export function recoveryWords(
  { recovery, client, elsewhereMs }: JudgedCell,
  room: 'wide' | 'narrow' | 'little' = 'wide',
): string {
  const since = room === 'little' ? '' : ' after healing';
  const turnedAway = client !== null && client.when === 'during' && 2 * client.counts.accepted < client.counts.sent;
  const again = turnedAway ? 'working again' : 'caught up'; // hardly anything was taken, so hardly anything waited
  switch (recovery.kind) {
    case 'untimed':
      return '';
    case 'silent':
      return `no order completed${since}${inSome(recovery)}`;
    case 'waiting':
      return `orders still waited at the end${inSome(recovery)}`;
    case 'caught up': {
      if (recovery.highMs < 0) return 'caught up before it was healed';
      const words = `${again} ${secondsWords(recovery)} s${since}`;
      if (room === 'little') return words;
      const notes = [
        ...(room === 'wide' ? [`${secondsWords(recovery.sinceItBegan)} s after the fault began`] : []),
        ...(recovery.withoutLoad ? [withoutLoadWords] : []),
        ...(room === 'wide' && recovery.of === 1 ? ['one trial'] : []),
        ...(elsewhereMs === null ? [] : [`with another seed, modes beside each other, ${secondsOfMs(elsewhereMs)} s`]),
      ];
      return notes.length === 0 ? words : `${words} (${notes.join('; ')})`;
    }
  }
}

function secondsWords({ lowMs, highMs }: { lowMs: number; highMs: number }): string {
  const of = (ms: number) => secondsOfMs(Math.max(0, ms));
  const [low, high] = [of(lowMs), of(highMs)];
  return low === high ? low : `${low} to ${high}`;
}

function inSome({ trials, of }: { trials: number; of: number }): string {
  return of === 1 ? '' : ` in ${trials} of ${of} trials`;
}

/** Which orders were due while all stood still. */
export const dueWords = (timelines: readonly (FaultTimeline | null)[]): string =>
  timelines.some((timeline) => timeline && isByOlderRules(timeline)) ? 'accepted orders' : 'orders';
