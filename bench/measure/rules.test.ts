import { expect, test } from 'vitest';
import { voidReason } from './void-rules.ts';
import { steadyFrom } from './warm-up.ts';

const healthy = { sendDelayP99Us: 200, reportedP50Us: 5000, cpuShare: 0.3 };

test('a healthy generator voids nothing', () => {
  expect(voidReason(healthy)).toBeNull();
});

test('a late generator voids a trial only where its lateness matters', () => {
  expect(voidReason({ ...healthy, sendDelayP99Us: 2100 })).toContain('late');
  expect(voidReason({ ...healthy, sendDelayP99Us: 2100, reportedP50Us: 50_000 })).toBeNull();
  expect(voidReason({ ...healthy, sendDelayP99Us: 1900, reportedP50Us: 1000 })).toBeNull();
  expect(voidReason({ ...healthy, sendDelayP99Us: 9000, reportedP50Us: null })).toBeNull();
});

test('a generator above 70% of a core voids a trial', () => {
  expect(voidReason({ ...healthy, cpuShare: 0.71 })).toBe('the generator used 71% of a core');
  expect(voidReason({ ...healthy, cpuShare: 0.7 })).toBeNull();
});

const windows = (...p50s: (number | null)[]) => p50s.map((p50Us) => ({ rate: 1, p50Us }));

test('a system is steady after three windows that agree within 5%', () => {
  expect(steadyFrom(windows(100, 100))).toBeNull();
  expect(steadyFrom(windows(100, 102, 105))).toBe(3);
  expect(steadyFrom(windows(100, 102, 106))).toBeNull();
  expect(steadyFrom(windows(300, 200, 100, 101, 102, 103))).toBe(5);
});

test('rate and p50 must both agree, and a window without answers never does', () => {
  expect(steadyFrom([1, 1, 1.06].map((rate) => ({ rate, p50Us: 100 })))).toBeNull();
  expect(steadyFrom(windows(100, null, 100))).toBeNull();
  expect(steadyFrom([0, 0, 0].map((rate) => ({ rate, p50Us: 100 })))).toBeNull();
});
