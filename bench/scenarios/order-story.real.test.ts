import { describe, expect, test } from 'vitest';
import { storyOf } from '../experiments/story/story.ts';
import { journeysOf } from '../experiments/trial/journey.ts';
import { expectAllChecksToHold } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, openLab } from './with-lab.ts';

describe.each(allModes)('where the time of one order went, in $name', (mode) => {
  test('is told by stamps that add up to its measured completion within 5%', async () => {
    await using testLab = await openLab(mode, { settings: { LAB_STAMPS: '1' } });
    const { operations } = await underLoad(testLab, { ratePerSecond: 40, seconds: 4, seed: 5 }, async () => {});
    const final = await expectAllChecksToHold(testLab, 'none', operations);
    const story = await storyOf(testLab.lab.running.dataFolder, journeysOf(operations, final));
    if (story === null) throw new Error('The stamps do not add up.');
    const took = story.stages.reduce((sum, { from, to }) => sum + (to - from), 0);
    expect(Math.abs(took - story.completed)).toBeLessThanOrEqual(0.05 * story.completed);
    const lanes = new Set(story.stages.map(({ lane }) => lane));
    expect(lanes.has('broker')).toBe(mode.broker !== null);
    for (const lane of ['client', 'orders', 'inventory', 'notifications'] as const) expect(lanes).toContain(lane);
  });
});
