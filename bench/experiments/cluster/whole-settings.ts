import { type Copies, isComplete } from '../../brokers/cluster.ts';
import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import type { BareClient } from './bare/bare.ts';

/**
 * Those of which every copy is where it should be; one that may lose may stay without anybody who leads it. What had one copy and is
 * gone has none that could still come back: that is settled as well. `now`: null where nobody tells.
 */
export function wholeSettings<Setting extends ClusterSetting>(
  settings: readonly Setting[],
  copiesOf: BareClient['copiesOf'],
  { before, now }: { before: readonly Copies[]; now: readonly Copies[] | null },
): Setting[] {
  if (now === null) return [];
  return settings.filter((setting) => {
    const names = copiesOf(setting);
    const of = (copies: readonly Copies[]) => copies.filter(({ name }) => names.includes(name));
    const own = of(now);
    const hadOneCopy = of(before).length === names.length && of(before).every(({ replicas }) => replicas.length === 1);
    return own.length === 0 ? hadOneCopy : own.length === names.length && isComplete({ copies: own });
  });
}
