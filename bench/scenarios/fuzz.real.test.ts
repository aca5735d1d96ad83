import { describe, expect, test } from 'vitest';
import { fuzzMode } from '../tools/fuzz/fuzz-mode.ts';
import { allModes, openLab } from './with-lab.ts';

const BODIES = 20;

describe.each(allModes)('bytes from strangers, in $name', (mode) => {
  test('a JSON corpus, naughty strings and bodies derived from the OpenAPI break nothing', {
    timeout: 120_000,
  }, async () => {
    await using testLab = await openLab(mode);
    const { rows, problems } = await fuzzMode(testLab.lab, 1, BODIES);
    expect(problems).toEqual([]);
    const refused = rows.reduce((sum, row) => sum + row.refused, 0);
    expect(rows.length, 'targets').toBeGreaterThanOrEqual(7);
    expect(refused, 'some of it was bad').toBeGreaterThan(1000);
  });
});
