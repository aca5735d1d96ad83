import { expect, test } from 'vitest';
import { seededRandom } from '../../measure/random.ts';
import { paceOf } from './pace.ts';
import { activate, type Toxic } from './toxic.ts';

const tenth: Toxic = { kind: 'reset-before', share: 0.1, everyMs: 0 };

function strikesOf(seed: number, toxic: Toxic = tenth, everyMs = 1): boolean[] {
  let now = 0;
  const active = activate(toxic, seededRandom(seed, 'link'), () => (now += everyMs));
  return Array.from({ length: 2000 }, () => active.strikes());
}

test('the same seed strikes the same exchanges, another seed others', () => {
  expect(strikesOf(7)).toEqual(strikesOf(7));
  expect(strikesOf(7)).not.toEqual(strikesOf(8));
});

test('about the share of the exchanges is struck', () => {
  const struck = strikesOf(1).filter(Boolean).length;
  expect(struck).toBeGreaterThan(150);
  expect(struck).toBeLessThan(250);
});

test('between two strikes the link is let alone for a while', () => {
  const struck = strikesOf(1, { kind: 'reset-mid', share: 1, everyMs: 100 }, 10).filter(Boolean).length;
  expect(struck).toBeGreaterThanOrEqual(190);
  expect(struck).toBeLessThanOrEqual(201);
});

const paced = (toxic: Toxic, seed = 1) => {
  const active = activate(toxic, seededRandom(seed, 'strikes'), () => 0);
  return { active, pace: paceOf(() => [active], seededRandom(seed, 'jitter')) };
};

test('latency is within its jitter, in its direction only, and the same for the same seed', () => {
  const toxic: Toxic = { kind: 'latency', ms: 100, jitterMs: 50, direction: 'response' };
  const delays = (seed: number) => {
    const { pace } = paced(toxic, seed);
    return Array.from({ length: 500 }, () => pace('response', 10, 1000) - 1000);
  };
  for (const delay of delays(3)) {
    expect(delay).toBeGreaterThanOrEqual(50);
    expect(delay).toBeLessThanOrEqual(150);
  }
  expect(delays(3)).toEqual(delays(3));
  expect(delays(3)).not.toEqual(delays(4));
  expect(paced(toxic).pace('request', 10, 1000)).toBe(1000);
});

test('connections share the bandwidth of their link; the directions do not', () => {
  const { pace, active } = paced({ kind: 'bandwidth', bytesPerSecond: 1000 });
  expect(pace('request', 500, 0)).toBe(500);
  expect(pace('request', 500, 100)).toBe(1000);
  expect(pace('response', 100, 100)).toBe(200);
  expect(pace('request', 100, 5000)).toBe(5100); // it was idle meanwhile
  expect(active.toll).toEqual({ hits: 4, bytes: 1200 });
});

test('once per call: the repetition of a call passes, whether or not the call was hit', () => {
  const active = activate(
    { kind: 'reset-before', share: 0.5, everyMs: 0, oncePerCall: true },
    seededRandom(5, 'link'),
    () => 0,
  );
  const calls = Array.from({ length: 200 }, (_, n) => Buffer.from(`POST /reserve {"orderId":"${n}"}`));
  const hits = calls.filter((call) => active.strikes(call)).length;
  expect(hits).toBeGreaterThan(60);
  expect(hits).toBeLessThan(140);
  expect(calls.filter((call) => active.strikes(call))).toEqual([]);
});
