import type { Role } from '../../../common/mode.ts';
import { type Random, seededRandom } from '../../measure/random.ts';

/**
 * Who is killed in each period, drawn from the seed. Each service in turn is spared for its share of the run: without
 * one long life of it, a leak cannot be told from a heap that still fills.
 */
export function victimsOf(roles: readonly Role[], periods: number, seed: number): Role[] {
  const random: Random = seededRandom(seed, 'soak');
  return Array.from({ length: periods }, (_, period) => {
    const spared = roles[Math.floor((period * roles.length) / periods)];
    const others = roles.length > 1 ? roles.filter((role) => role !== spared) : roles;
    return others[Math.floor(random() * others.length)] ?? 'orders';
  });
}
