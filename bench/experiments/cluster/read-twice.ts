import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import type { BareClient } from './bare/bare.ts';

/**
 * All that is there. Where something is missing that was acknowledged, another node is asked before that is believed, and the fuller of
 * both answers counts. Null where it could not be read, or not a second time.
 */
export async function readTwice(
  client: Pick<BareClient, 'readAll'>,
  settings: readonly ClusterSetting[],
  acknowledged: (setting: ClusterSetting) => readonly string[],
): Promise<(string[] | null)[]> {
  const first = await client.readAll(settings);
  const missing = (setting: ClusterSetting, ids: readonly string[]) => {
    const there = new Set(ids);
    return acknowledged(setting).filter((id) => !there.has(id)).length;
  };
  const doubted = settings.filter((setting, index) => first[index] && missing(setting, first[index]) > 0);
  if (doubted.length === 0) return first;
  const again = await client.readAll(doubted);
  return settings.map((setting, index) => {
    const [one, other] = [first[index] ?? null, again[doubted.indexOf(setting)] ?? null];
    if (!doubted.includes(setting)) return one;
    return one !== null && other !== null && missing(setting, one) < missing(setting, other) ? one : other;
  });
}
