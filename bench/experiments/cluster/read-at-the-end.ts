import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import type { FinalReads } from '../../record/history.ts';

/**
 * For the checks: what of each setting was read, in their order; null: nobody could. All is at rest when every copy of those is whole
 * that are to be kept.
 */
export function readAtTheEnd(
  settings: readonly ClusterSetting[],
  read: readonly (readonly string[] | null)[],
  whole: readonly ClusterSetting[],
  kept: readonly ClusterSetting[],
): FinalReads {
  const moving = kept.filter((setting) => !whole.includes(setting));
  return {
    quiescent: moving.length === 0,
    stillMoving: moving.map(({ name }) => `copies of ${name}`),
    catalogue: [],
    products: [],
    movements: [],
    orders: [],
    notifications: [],
    parked: [],
    messages: null,
    log: null,
    queues: null,
    written: read.flatMap((ids) => ids ?? []),
    unread: settings.flatMap(({ name }, index) => (read[index] ? [] : [name])),
  };
}
