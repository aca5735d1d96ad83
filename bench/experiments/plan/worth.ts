import type { Protection } from '../../../common/base/protections.ts';
import type { Mode } from '../../../common/mode.ts';

/** The fault under which a protection is missed, and the checks of which at least one must then be violated. */
interface Worth {
  protection: Protection;
  fault: string;
  expects: string[];
  /** The modes whose row this is, where another row says it for the others. */
  of?: (mode: Mode) => boolean;
}

/** What every protection is for: without it, under this fault, one of these checks fails. */
export const worths: readonly Worth[] = [
  { protection: 'outbox', fault: 'crash-before-publish', expects: ['stuck'] },
  { protection: 'inbox', fault: 'redeliver', expects: ['reservation', 'notification'] },
  { protection: 'confirms', fault: 'broker-kill', expects: ['lost', 'stuck'] },
  // What was sent ahead is lost with any death; what was fetched only with that of a consumer that has some in hand.
  {
    protection: 'manual-ack',
    fault: 'kill-inventory',
    expects: ['stuck'],
    of: ({ broker }) => broker?.delivery !== 'pulled',
  },
  {
    protection: 'manual-ack',
    fault: 'real-redelivery',
    expects: ['stuck', 'log'],
    of: ({ broker }) => broker?.delivery === 'pulled',
  },
  { protection: 'timeouts', fault: 'network:blackhole-out', expects: ['stuck'] },
  { protection: 'retries', fault: 'network:reset-before', expects: ['needless'] },
  { protection: 'breaker', fault: 'pause-consumer', expects: ['waiting'] },
  { protection: 'idempotency-key', fault: 'network:reset-after-request', expects: ['duplicate-order'] },
  { protection: 'compensation', fault: 'network:reset-after-request', expects: ['reservation'] },
  { protection: 'dead-letter', fault: 'poison', expects: ['stuck', 'poison'] },
];
