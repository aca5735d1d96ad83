import type { ModeName } from '../../record/run-file.ts';
import type { Outcome } from '../../record/verdict.ts';

/** Plain words beside the terms: the one place that names modes, checks and outcomes for a reader. */

export const modeLabel: Record<ModeName, string> = {
  'sync-rest': 'REST calls',
  'async-rabbitmq': 'RabbitMQ queues',
  'streaming-kafka': 'Kafka log',
};

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
  transitions: 'orders went backwards or skipped a step',
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
  drain: 'a planned restart cost orders',
  witness: 'nothing proves that the fault happened',
};

/** What is wrong when this check is violated: "orders never ended". */
export function checkTitle(check: string): string {
  return checkTitles[check] ?? check;
}
