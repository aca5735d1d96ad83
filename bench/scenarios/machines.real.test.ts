import { expect, test } from 'vitest';
import { machineCases } from '../tools/machines/cases.ts';
import { tryMachine } from '../tools/machines/try-machine.ts';

// The others take minutes: `npm run test:machines` has them all.
const quick = machineCases.filter((one) => one.quick && (one.skip?.() ?? null) === null);

test.each(quick)('$title', async (one) => {
  await expect(tryMachine(one)).resolves.toBeUndefined();
});
