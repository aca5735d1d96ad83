import { expect, test } from 'vitest';
import { type CpuProfile, topSelfTime } from './top-self-time.ts';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url, lineNumber: 1 } });
const profile: CpuProfile = {
  nodes: [node(1, 'commit', 'file:///lab/store.ts'), node(2, '(idle)'), node(3, 'writev'), node(4, '(program)')],
  startTime: 1000,
  samples: [1, 2, 3, 1, 4],
  timeDeltas: [10, 500, 20, 10, 10],
};

test('the most expensive functions come first, as shares of the time that was not idle', () => {
  expect(topSelfTime(profile)).toEqual(['40% commit (store.ts)', '40% writev', '20% native code and the kernel']);
});

test('only what lies between two moments is counted', () => {
  expect(topSelfTime(profile, 1511, 1535)).toEqual(['100% writev']);
});

test('a process that was never busy has no limiter', () => {
  expect(topSelfTime({ ...profile, samples: [2], timeDeltas: [100] })).toEqual([]);
});
