import type { Outcome } from '../checkers/checker.ts';
import type { ModeName } from './run-file.ts';

/** Plain words beside the terms: the one place that names modes, faults and outcomes for a reader. */

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

const faultTitles: Record<string, string> = {
  none: 'No fault (the control)',
  'slow-inventory': 'The inventory service answers late',
  'inventory-errors': 'Some calls to the inventory service fail',
  'kill-inventory': 'The inventory service is killed',
  'kill-notification': 'The notification service is killed',
  'kill-order': 'The order service is killed',
  'broker-kill': 'The broker is killed',
  redeliver: 'The same order is delivered twice',
  poison: 'Messages that cannot be processed',
};

/** "The inventory service is killed", or the name itself for a fault without words of its own. */
export function faultTitle(fault: string): string {
  return faultTitles[fault] ?? `Fault ${fault}`;
}

/** Faults with words of their own stand in that order, others after them. */
export function faultRank(fault: string): number {
  const rank = Object.keys(faultTitles).indexOf(fault);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}
