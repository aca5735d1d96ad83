import { expect, test } from 'vitest';
import { modeNamed } from '../../modes.ts';
import { lanesOf } from './lanes.ts';
import type { TrialPlan } from './trial-plan.ts';

const plan = (id: string, mode: string, beside: boolean) =>
  ({ id, mode: modeNamed(mode), beside }) as unknown as TrialPlan;
const ids = (turns: TrialPlan[][][]) => turns.map((lanes) => lanes.map((lane) => lane.map(({ id }) => id)));

test('plans that stand alone have a turn of their own', () => {
  const plans = [plan('a', 'sync-rest', false), plan('b', 'streaming-kafka', false)];
  expect(ids(lanesOf(plans))).toEqual([[['a']], [['b']]]);
});

test('plans beside each other have a lane for each mode, in their order', () => {
  const plans = [
    plan('a', 'sync-rest', false),
    plan('c', 'sync-rest', true),
    plan('d', 'streaming-kafka', true),
    plan('e', 'sync-rest', true),
    plan('f', 'sync-rest', false),
    plan('g', 'sync-rest', true),
  ];
  expect(ids(lanesOf(plans))).toEqual([[['a']], [['c', 'e'], ['d']], [['f']], [['g']]]);
});
