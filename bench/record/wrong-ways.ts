import type { Settings } from '../../common/base/config.ts';
import type { Protection } from '../../common/base/protections.ts';
import type { BrokerUse } from '../../common/capabilities.ts';
import { ANSWERED_AT_ONCE, type WorkKey } from './work-cell.ts';

type Cell = Omit<WorkKey, 'ordering'>;

/**
 * What shows it:
 *
 * | kind     | what is compared                                                                                        |
 * |----------|---------------------------------------------------------------------------------------------------------|
 * | `others` | how soon half of the orders that do not take long are finished, with the same cell done right           |
 * | `again`  | of how many orders the warehouse is asked more than once though nothing fails, with the same done right |
 * | `burst`  | how long after a burst began its last order is done, with the same done right                           |
 * | `check`  | nothing: one of these checks is violated                                                                |
 * | `rate`   | orders per second while more came than could be done, with a cell that is right                         |
 */
type Shown =
  | { kind: 'others' }
  | { kind: 'again' }
  | { kind: 'burst' }
  | { kind: 'check'; checks: readonly string[] }
  | { kind: 'rate'; right: Cell & { ordering: Settings['LAB_ORDERING'] } };

/** What many get wrong about handlers that take time, done on purpose. */
export interface WrongWay {
  name: 'whole batch' | 'hoarding' | 'one at a time' | 'idle consumers' | 'evicted' | 'acknowledged early';
  /** The protection that is off; null: the numbers of the cell alone make it wrong, and it is measured anyway. */
  without: Protection | null;
  cell: Cell;
  /** What an order waits for, in a mode in which that can be chosen. */
  ordering: Settings['LAB_ORDERING'];
  /** Only where messages come so; null: in each mode that the protection is not needless in. */
  delivery: BrokerUse['delivery'] | null;
  /** What happens to inventory in the middle of it: it is killed, or one of its processes is away while the burst comes. */
  befalls: 'killed' | 'one away' | null;
  shown: Shown;
}

const usual = { time: '20ms', concurrency: 8, instances: 1 };
/** Longer than a broker of the lab waits for a sign of life, shorter than inventory waits for its warehouse. */
const LONG = '2.2s';

/** Each is a trial of the work experiment at standard size, or cells that are there anyway. */
export const wrongWays: readonly WrongWay[] = [
  {
    name: 'whole batch',
    without: 'own-ack',
    cell: { ...usual, time: '20ms,1%=2s' },
    ordering: 'key',
    delivery: null,
    befalls: null,
    shown: { kind: 'others' },
  },
  {
    name: 'hoarding',
    without: 'fair-prefetch',
    cell: { time: '500ms', concurrency: 8, instances: 2 }, // one alone works on a burst for seconds
    ordering: 'key',
    delivery: null,
    befalls: 'one away',
    shown: { kind: 'burst' },
  },
  {
    name: 'one at a time',
    without: null,
    cell: { time: ANSWERED_AT_ONCE, concurrency: 1, instances: 1 },
    ordering: 'key',
    delivery: 'pushed',
    befalls: null,
    shown: { kind: 'rate', right: { time: ANSWERED_AT_ONCE, concurrency: 64, instances: 1, ordering: 'key' } },
  },
  {
    name: 'idle consumers',
    without: null,
    cell: usual,
    ordering: 'queue',
    delivery: 'pulled',
    befalls: null,
    shown: { kind: 'rate', right: { ...usual, ordering: 'key' } },
  },
  {
    name: 'evicted',
    without: 'heartbeats',
    cell: { time: LONG, concurrency: 1, instances: 1 },
    ordering: 'queue',
    delivery: null,
    befalls: null,
    shown: { kind: 'again' },
  },
  {
    name: 'acknowledged early',
    without: 'manual-ack',
    cell: usual,
    ordering: 'key',
    delivery: null,
    befalls: 'killed',
    shown: { kind: 'check', checks: ['stuck', 'log'] },
  },
];
