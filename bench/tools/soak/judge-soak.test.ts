import { describe, expect, test } from 'vitest';
import { flatnessOf, judgeSoak, type SeriesKind, type Soaked } from './judge-soak.ts';
import { theilSen } from './slope.ts';

const minutes = 30;
const series = (kind: SeriesKind, at: (minute: number) => number | null) => ({
  kind,
  of: 'orders',
  values: Array.from({ length: minutes }, (_, index) => at(index + 1)),
});
/** Always the same, between -1 and 1. */
const noise = (minute: number) => Math.sin(minute * 12.9898);

test('the slope is that of most points, whatever a few outliers say', () => {
  const line = Array.from({ length: 20 }, (_, x) => ({ x, y: 3 + 2 * x }));
  expect(theilSen(line)).toBeCloseTo(2);
  expect(theilSen(line.map((point) => (point.x % 5 === 0 ? { ...point, y: 1e6 } : point)))).toBeCloseTo(2, 0);
  expect(theilSen([])).toBe(0);
});

describe('memory of what lives as long as the run is', () => {
  const isFlat = (at: (minute: number) => number | null) => flatnessOf(series('memory-mib', at)).flat;

  test('flat when it is the same every minute, give or take noise', () => {
    expect(isFlat((minute) => 120 + 10 * noise(minute))).toBe(true);
  });

  test('flat when it filled up in the first minutes', () => {
    expect(isFlat((minute) => 60 + 90 * Math.min(1, minute / 5))).toBe(true);
  });

  test('flat when it was missing for a minute', () => {
    expect(isFlat((minute) => (minute % 7 === 0 ? null : 100))).toBe(true);
  });

  test('growing when it gains 3 MiB a minute under noise', () => {
    expect(isFlat((minute) => 80 + 3 * minute + 10 * noise(minute))).toBe(false);
  });

  test('unknown, and not flat, when nearly nothing is known of it', () => {
    const known = flatnessOf(series('memory-mib', (minute) => (minute > 28 ? 100 : null)));
    expect(known).toMatchObject({ flat: false, growth: null });
  });
});

test.each<[SeriesKind, number, number]>([
  ['handles', 40, 3],
  ['files', 12, 1],
  ['log-kib', 0, 2000],
  ['p50-ms', 4, 1],
  ['p99-ms', 20, 8],
])('%s: steady is flat, growing is not', (kind, base, perMinute) => {
  expect(flatnessOf(series(kind, () => base)).flat).toBe(true);
  expect(flatnessOf(series(kind, (minute) => base + perMinute * minute)).flat).toBe(false);
});

describe('a soak', () => {
  const good = (): Soaked => ({
    series: [series('memory-mib', () => 100), series('files', () => 9)],
    lives: [],
    ordersPerMinute: 6000,
    denied: 0,
    kills: { orders: 10, inventory: 12 },
    checks: { outcome: 'holds', verdicts: [] },
  });
  const verdict = (outcome: 'violated' | 'unknown') => ({
    outcome,
    verdicts: [
      { check: 'lost', outcome, because: 'One is missing.', counted: {}, findings: 0, offending: [], subHistory: [] },
    ],
  });
  const outcomeOf = (change: Partial<Soaked>) => judgeSoak({ ...good(), ...change }).outcome;

  test('holds when everything is flat and every check holds', () => {
    expect(outcomeOf({})).toBe('holds');
  });

  test('is violated by growth or by a check', () => {
    expect(outcomeOf({ series: [series('memory-mib', (minute) => 100 + 5 * minute)] })).toBe('violated');
    expect(outcomeOf({ checks: verdict('violated') })).toBe('violated');
  });

  test('says nothing without a kill, a series, enough minutes or a known verdict', () => {
    expect(outcomeOf({ kills: { orders: 0 } })).toBe('could-not-run');
    expect(outcomeOf({ series: [] })).toBe('could-not-run');
    expect(outcomeOf({ series: [{ kind: 'files', of: 'lab', values: [9, 9] }] })).toBe('could-not-run');
    expect(outcomeOf({ lives: [{ kind: 'memory-mib', of: 'orders', samples: [] }] })).toBe('could-not-run');
    expect(outcomeOf({ checks: verdict('unknown') })).toBe('could-not-run');
  });
});
