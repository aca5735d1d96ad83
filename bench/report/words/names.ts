import { findMode } from '../../modes.ts';
import type { Waiting } from '../../record/read-series.ts';
import type { ModeName, NotRun, Variation } from '../../record/run-file.ts';
import type { Outcome } from '../../record/verdict.ts';
import { count, rate } from './format.ts';

/** Plain words beside the terms: the one place that names modes, checks and outcomes for a reader. */

export const modeLabel = (name: ModeName): string => findMode(name)?.label ?? name;

export const outcomeLabel: Record<Outcome, string> = {
  holds: '✓ holds',
  violated: '✗ VIOLATED',
  unknown: '? unknown',
  'not-applicable': '– not applicable',
};

const checkTitles: Record<string, string> = {
  lost: 'acknowledged orders are gone',
  unexpected: 'orders nobody placed',
  undead: 'orders that were certainly refused exist',
  'duplicate-order': 'one order became two',
  'replayed-answer': 'a repeated request got another answer',
  stuck: 'orders never ended',
  transitions: 'orders went backwards or skipped a step, as far as they were read',
  reservation: 'stock reserved twice, not at all, or for nothing',
  stock: 'stock does not add up',
  money: 'a wrong total',
  notification: 'a customer was told twice or never',
  inbox: 'a message took effect twice or never',
  log: 'records were skipped or applied out of order',
  queue: 'messages were left behind',
  poison: 'a bad message was not set aside, or a good one was',
  replay: 'reading again changed something',
  needless: 'orders were given up that one repetition would have saved',
  waiting: 'clients waited for a service that was known to be dead',
  drain: 'a planned restart lost an answer, or cost an order while nobody was away',
  effects: 'the warehouse did one order twice, or never',
  captured: 'money was taken twice, not exactly, or kept',
  compensated: 'an order that did not succeed kept stock or money',
  'refunded-once': 'money was given back twice, or too much',
  mailed: 'a customer got no mail, or a wrong one',
  told: 'an answer that was owed never came, or was wrong',
  cancelled: 'a cancelled order went on, or a customer was told that it would not',
  'acknowledged-survives': 'what a setting promised to keep is gone',
  witness: 'nothing proves that the fault happened',
};

/** What is wrong when this check is violated: "orders never ended". */
export function checkTitle(check: string): string {
  return checkTitles[check] ?? check;
}

/** Who is counted as waiting: "292 due and not finished"; and as the title of what shows it. */
export const waitingWords: Record<Waiting, string> = {
  unfinished: 'due and not finished',
  backlog: 'accepted and not complete',
};
export const waitingTitle: Record<Waiting, string> = {
  unfinished: 'Orders due and neither complete nor turned away',
  backlog: 'Backlog: orders accepted, not yet complete',
};

/** What a latency trial varied, in plain words: "50 ms in front of inventory". */
export function variationWords({ kind, value }: Variation): string {
  switch (kind) {
    case 'base':
      return `${rate(value)} orders per second`;
    case 'again':
      return `${rate(value)} orders per second once more (A/A control)`;
    case 'delay':
      return value === 0 ? 'no delay (null control)' : `${count(value)} ms in front of inventory`;
    case 'rate':
      return `${rate(value)} orders per second`;
    case 'share':
      return `${value}% of its own capacity`;
    case 'share-again':
      return `${value}% of its own capacity once more (A/A control)`;
    case 'capacity':
      return 'search for the highest rate that holds';
    case 'sustain':
      return 'at the capacity found';
    case 'burst':
      return `${value} times the base rate for 5 s`;
    case 'fan-out':
      return `${count(value)} lines per order`;
    case 'payload':
      return `about ${count(value)} bytes per order`;
    case 'story':
      return 'stamps for the timeline of one order';
  }
}

/** Why there is no trial: said in words, since neither of the two reads as a pass. */
export function gapLabel({ outcome }: NotRun): string {
  return outcome === 'skipped' ? '– skipped' : '– not applicable';
}

export function gapWords(gap: NotRun): string {
  return `${gap.mode}: ${gapLabel(gap).slice(2)}: ${gap.because}`;
}
