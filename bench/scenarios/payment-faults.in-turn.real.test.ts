import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { proofOf, step } from '../experiments/trial/inject-and-heal.ts';
import { faults } from '../faults/all.ts';
import { combined } from '../faults/combined.ts';
import { usual } from '../lab/provider/provider.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold } from './judged.ts';
import { items, shapesTried } from './paid-orders.ts';
import { allModes, type TestLab, triedIn, useLab } from './with-lab.ts';

const kinds = Object.values(faults).filter(({ ofPayment }) => ofPayment);
const SEEN_MS = 60_000;
const ORDER_EVERY_MS = 70;

/** Each fault in one mode, the next one in the next; in `npm run test:slow` all of them in every mode and shape. */
const triedAt = (at: number, name: string) =>
  kinds.filter((_, index) => triedIn(name).length > 1 || index % allModes.length === at);

/** Customers come one after the other, whatever became of those before, until the work is done; then all are waited for. */
async function whileOrdering({ shop }: TestLab, work: Promise<unknown>): Promise<void> {
  const placed: Promise<unknown>[] = [];
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  done.catch(() => {}); // awaited below
  while (!over) {
    placed.push(shop.place(items).catch(() => null));
    await setTimeout(ORDER_EVERY_MS);
  }
  await Promise.all(placed);
  await done;
}

describe.each(shapesTried)('what can happen to a payment, $shape in $name', ({ mode, shape, name: modeName }) => {
  const tried = triedAt(allModes.indexOf(mode), modeName);
  const links = combined(tried).links?.(mode) ?? [];
  const testLab = useLab(mode, { paying: { shape, faults: usual }, links });

  test.each(tried)('$name is seen by somebody else, and healed', async ({ name, create }) => {
    const { lab, shop, broker, proxy, guard } = testLab();
    const { recorder } = shop;
    const part = { name, fault: create({ lab, broker, proxy, recorder, guard }) };
    const { seen } = part.fault;
    await whileOrdering(
      testLab(),
      (async () => {
        await step(recorder, 'inject', part);
        if (seen) await until(`${name} is seen`, seen, SEEN_MS);
        await step(recorder, 'heal', part);
      })(),
    );
    const evidence = await proofOf(recorder, part);
    console.info(`${mode.name}, ${shape}, ${name}: ${evidence}`);
    expect(evidence).toMatch(/\d/);
  });

  test('leave nothing that a checker would object to', async () => {
    const final = await expectAllChecksToHold(testLab(), tried.map(({ name }) => name).join('+'));
    expect(final.money?.entries.length).toBeGreaterThan(0);
  });
});
