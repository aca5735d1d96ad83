import { expect, onTestFinished, test, vi } from 'vitest';
import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { HistorySource } from '../../../common/mode.ts';
import type { Lab } from '../../lab/lab.ts';
import { fold, rateAfter, recommendations } from './late-comer.ts';

test('the first batch is on its way before anybody looks: its records are in no rate', () => {
  expect(rateAfter({ at: 1000, events: 3000 }, 13_000, 2000)).toBe(10_000);
});

test('what flowed for less than a fifth of a second has no rate, and nothing has none', () => {
  expect(rateAfter({ at: 1000, events: 10 }, 30_000, 1150)).toBeNull();
  expect(rateAfter(null, 0, 0)).toBeNull();
});

test('whoever reads the past has the rate of what came after its first batch', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => {
    clock.mockRestore();
  });
  const batch = (length: number) => Array.from({ length }, (_, n) => ({ id: `${n}`, subject: 'o1' }) as DomainEvent);
  const source: HistorySource = {
    name: 'log',
    hands: 'rows',
    what: 'all there is',
    loses: null,
    async read(onBatch) {
      clock.mockReturnValue(1000);
      onBatch(batch(3));
      clock.mockReturnValue(2000);
      onBatch(batch(10));
      return { records: 13, requests: 0, gaps: [], unreadable: [] };
    },
  };
  const truth = { orderIds: new Set<string>(), digest: '', events: [], notificationsOf: () => '' };
  const told = [
    await fold({} as Lab, source, truth, null),
    await recommendations(source, { placed: [], stop: async () => {} }, truth),
  ];
  for (const tell of told) expect(await tell()).toMatchObject({ recordsPerSecond: 10, flowTimed: true });
});
