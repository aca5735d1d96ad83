import { describe, expect, test } from 'vitest';
import type { Role } from '../../../common/mode.ts';
import { flatnessOfLives } from './judge-soak.ts';
import { victimsOf } from './kill-every.ts';
import type { LifeSample } from './lives.ts';

const MINUTES = 30;
const LOOKS_PER_MINUTE = 12;
const services: Role[] = ['orders', 'inventory', 'notifications', 'analytics'];

type Drawn = [seed: number, count: number];
/** Of `orders`, killed as a soak of this seed kills it: `memory` of its age, of the run's minute and of noise. */
function livesOf([seed, count]: Drawn, memory: (age: number, at: number) => number, minutes = MINUTES): LifeSample[] {
  const kills = victimsOf(services.slice(0, count), minutes, seed).flatMap((role, minute) =>
    role === 'orders' ? [minute + 0.5] : [],
  );
  return Array.from({ length: minutes * LOOKS_PER_MINUTE }, (_, look) => {
    const atMinutes = look / LOOKS_PER_MINUTE;
    const before = kills.filter((kill) => kill <= atMinutes);
    const noise = 6 * Math.sin(look * 12.9898); // a heap between two collections
    return { life: before.length, atMinutes, value: memory(atMinutes - (before.at(-1) ?? 0), atMinutes) + noise };
  });
}
const warmingUp = (age: number) => 60 + 40 * Math.min(1, age / 2.5);
const judged = (samples: LifeSample[]) =>
  Object.fromEntries(
    flatnessOfLives({ kind: 'memory-mib', of: 'orders', samples }, 3000).map(({ over, flat, growth }) => [
      over,
      growth === null ? 'unknown' : flat ? 'flat' : 'grows',
    ]),
  );

describe.each<Drawn>(
  [1, 2, 3, 4, 5].flatMap((seed): Drawn[] => [
    [seed, 3],
    [seed, 4],
  ]),
)('memory of a service that is killed now and then (seed %i, %i services) is', (...drawn) => {
  test('flat when every life warms up to the same height', () => {
    expect(judged(livesOf(drawn, warmingUp))).toEqual({ 'a minute of a life': 'flat', 'a minute, by life': 'flat' });
  });

  test('growing when each life leaks 2 MiB a minute and starts afresh', () => {
    const found = judged(livesOf(drawn, (age) => warmingUp(age) + 2 * age));
    expect(found).toEqual({ 'a minute of a life': 'grows', 'a minute, by life': 'flat' });
  });

  test('growing when each life starts higher, by 1 MiB a minute of the run', () => {
    const step = (age: number, at: number) => warmingUp(age) + (at - age);
    expect(judged(livesOf(drawn, step))).toEqual({ 'a minute of a life': 'flat', 'a minute, by life': 'grows' });
  });

  test('unknown after three minutes', () => {
    expect(judged(livesOf(drawn, warmingUp, 3))).toEqual({
      'a minute of a life': 'unknown',
      'a minute, by life': 'unknown',
    });
  });
});
