import type { ModeName } from '../../record/run-file.ts';
import type { Outcome } from '../../record/verdict.ts';

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
  'kill-inventory': 'The inventory service is killed',
  'broker-kill': 'The broker is killed',
  'slow-inventory': 'The inventory service answers late',
  'inventory-errors': 'Some calls to the inventory service fail',
  'kill-notification': 'The notification service is killed',
  'kill-order': 'The order service is killed',
  'crash-before-publish': 'Killed after storing an order, before telling anybody',
  'crash-before-mark': 'Killed after telling, before noting that it was told',
  'crash-before-ack': 'Killed after the work, before saying that it is done',
  'crash-before-reply': 'Killed after reserving, before answering',
  'pause-consumer': 'The inventory service freezes, then wakes up (zombie)',
  redeliver: 'The same order is delivered twice',
  'real-redelivery': 'Killed with letters in hand: the broker delivers them again',
  poison: 'Messages that cannot be processed',
  'slow-consumer': 'The inventory service works too slowly',
  'rolling-restart': 'Every service is restarted in turn',
  'hot-item': 'Everybody wants the last pieces of one product',
  'flash-crowd': 'Ten times the orders for a while',
  'disk-full': "The inventory service's disk is full",
  'database-locked': "The inventory service's database is locked",
  'network:latency': 'A slow network',
  'network:bandwidth': 'A narrow network',
  'network:refuse': 'Connections are refused',
  'network:reset-before': 'Connections break before the request arrives',
  'network:reset-mid': 'Connections break in the middle of a request',
  'network:reset-after-request': 'The request arrives, its answer is lost',
  'network:blackhole-in': 'Requests vanish without an error',
  'network:blackhole-out': 'Answers vanish without an error',
  'network:cut': 'Answers are cut off in the middle',
  'network:disconnect': 'Inventory is taken off its networks',
};

/** "The inventory service is killed"; joined for faults at once; the name itself where there are no words. */
export function faultTitle(fault: string): string {
  return fault
    .split('+')
    .map((part, index) => {
      const title = faultTitles[part] ?? `Fault ${part}`;
      return index === 0 ? title : title.charAt(0).toLowerCase() + title.slice(1);
    })
    .join(', and ');
}

/** Faults with words of their own stand in that order, others after them. */
export function faultRank(fault: string): number {
  const rank = Object.keys(faultTitles).indexOf(fault);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}

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
