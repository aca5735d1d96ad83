import type { Protection } from '../../../common/base/protections.ts';
import type { ModeName } from '../../../common/mode.ts';

/** The fault under which a protection is missed, and the checks of which at least one must then be violated. */
interface Worth {
  protection: Protection;
  fault: string;
  expects: string[];
  /** Modes in which another row says it, or nothing can: the reason, or null where another row does. */
  not?: Partial<Record<ModeName, string | null>>;
}

const noBroker = 'there is no broker between the services';
const noCall = 'there is no call to try again: what was not delivered stays in the outbox, which goes on';
const noBreaker = 'no service waits for another one: what cannot be handled yet waits in the broker';

/** What every protection is for: without it, under this fault, one of these checks fails. */
export const worths: readonly Worth[] = [
  { protection: 'outbox', fault: 'crash-before-publish', expects: ['stuck'] },
  { protection: 'inbox', fault: 'redeliver', expects: ['reservation', 'notification'] },
  { protection: 'confirms', fault: 'broker-kill', expects: ['lost', 'stuck'], not: { 'sync-rest': noBroker } },
  {
    protection: 'manual-ack',
    fault: 'kill-inventory',
    expects: ['stuck'],
    not: { 'sync-rest': noBroker, 'streaming-kafka': null },
  },
  {
    protection: 'manual-ack',
    fault: 'real-redelivery',
    expects: ['stuck', 'log'],
    not: { 'sync-rest': null, 'async-rabbitmq': null },
  },
  {
    protection: 'timeouts',
    fault: 'network:blackhole-out',
    expects: ['stuck'],
    not: {
      'async-rabbitmq': 'a silent connection is ended by the heartbeat of AMQP, whatever deadlines of ours are off',
      'streaming-kafka': 'the client library gives every request a deadline, which cannot be switched off',
    },
  },
  {
    protection: 'retries',
    fault: 'network:reset-before',
    expects: ['needless'],
    not: { 'async-rabbitmq': noCall, 'streaming-kafka': noCall },
  },
  {
    protection: 'breaker',
    fault: 'pause-consumer',
    expects: ['waiting'],
    not: { 'async-rabbitmq': noBreaker, 'streaming-kafka': noBreaker },
  },
  { protection: 'idempotency-key', fault: 'network:reset-after-request', expects: ['duplicate-order'] },
  {
    protection: 'compensation',
    fault: 'network:reset-after-request',
    expects: ['reservation'],
    not: {
      'async-rabbitmq': 'a reserve is a message, and its outcome comes as another one: it is never unknown for good',
      'streaming-kafka': 'a reserve is a record, and its outcome comes as another one: it is never unknown for good',
    },
  },
  { protection: 'dead-letter', fault: 'poison', expects: ['stuck', 'poison'] },
];
