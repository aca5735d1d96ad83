import { expect, test } from 'vitest';
import { Tally } from '../../load/tally.ts';
import { Latencies } from '../../measure/latencies.ts';
import { generatorSays } from './generator-says.ts';

const OFTEN = 300;

function all(us: number): Latencies {
  const latencies = new Latencies();
  for (let n = 0; n < OFTEN; n++) latencies.record(us);
  return latencies;
}

/** Of a trial in which every request was sent so late, answered and completed after so many milliseconds. */
function said(lateMs: number, { acceptance, completion }: { acceptance: number; completion: number }) {
  const { connections, times } = new Tally();
  const histograms = { sendDelay: all(lateMs * 1000).encode() };
  const load = { histograms, connections, times } as unknown as Parameters<typeof generatorSays>[0];
  return generatorSays(load, 0.2, { acceptance: all(acceptance * 1000), completion: all(completion * 1000) });
}

test('a generator too late for the answers of a broker alone leaves what is ranked', () => {
  const { doubts, acceptanceVoid } = said(3, { acceptance: 10, completion: 50 });
  expect(doubts).toEqual([]);
  expect(acceptanceVoid?.reportedP50Us).toBeCloseTo(10_000, -2);
});

test('one that was too late for completion voids the trial, and a quick one nothing', () => {
  expect(said(6, { acceptance: 10, completion: 50 })).toMatchObject({
    doubts: [{ kind: 'late' }],
    acceptanceVoid: null,
  });
  expect(said(1.9, { acceptance: 2, completion: 3 })).toEqual({ doubts: [], acceptanceVoid: null });
  expect(said(4, { acceptance: 50, completion: 50 })).toEqual({ doubts: [], acceptanceVoid: null });
});
