import { describe, expect, test } from 'vitest';
import type { CrashPoint } from '../../common/base/crash-point.ts';
import type { Mode, Role } from '../../common/mode.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

/** Which services pass each point on the way of one order, in this mode. */
const pointsOf = ({ medium, services }: Mode): [CrashPoint, Role[]][] =>
  medium.kind === 'calls'
    ? [
        ['before-publish', ['orders']], // stored, inventory not asked yet
        ['before-mark', ['orders']], // inventory has answered, the outcome is not stored
        ['before-reply', ['inventory']], // reserved, not answered
      ]
    : [
        ['before-publish', ['orders', 'inventory', 'notifications']],
        ['before-mark', ['orders', 'inventory', 'notifications']],
        ['before-ack', services.map(({ role }) => role)],
      ];

describe.each(allModes)('a service that dies at a crash point, in $name', (mode) => {
  const testLab = useLab(mode);

  test.each(pointsOf(mode))('%s comes back and finishes the order once: %j', async (point, roles) => {
    const { shop, said, lab } = testLab();
    said.length = 0;
    await restartWith(testLab(), point, roles);

    // The order passes the armed services one after the other; each dies once. Its client may see a reset.
    const key = shop.nextKey();
    const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
    await shop.place(items, key).catch(() => null);
    const names = mode.services.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
    const killed = () => names.filter((name) => said.some((line) => line.startsWith(`${name} ended (SIGKILL)`)));
    await until(`${names.join(', ')} have died`, () => killed().length === names.length).catch((error: Error) => {
      throw new Error(`${error.message}; died so far: ${killed().join(', ')}`);
    });
    await lab.ready();
    noteFault(testLab(), `crash-${point}`, said.join('; '));

    const order = (await shop.orders()).find(({ customer }) => customer.email.startsWith(`${key}@`));
    const { orderId, status } = await shop.finished(order?.orderId ?? '');
    if (point === 'before-reply' && status === 'failed') {
      // No retry reached inventory in time: what it had reserved is given back.
      const kinds = async () => (await shop.movementsOf(orderId)).map(({ kind }) => kind).join();
      await until('the reserve is released', async () => (await kinds()) === 'reserve,release');
    } else {
      expect(status).toBe('confirmed');
      expect(await shop.told(orderId)).toHaveLength(1);
      expect(await shop.movementsOf(orderId)).toMatchObject([{ kind: 'reserve', quantity: -2 }]);
    }
    expect(said).toHaveLength(names.length); // nobody died twice, nobody else died
  });

  test('leaves nothing that a checker would object to', async () => {
    const { shop } = testLab();
    expect((await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }])).status).toBeLessThan(300);
    await expectAllChecksToHold(
      testLab(),
      pointsOf(mode)
        .map(([point]) => `crash-${point}`)
        .join('+'),
    );
  });
});

/** Ends the services in order and starts each for one life that ends at the point. */
async function restartWith({ lab }: TestLab, point: CrashPoint, roles: readonly Role[]): Promise<void> {
  await Promise.all(roles.map((role) => lab.service(role).stop()));
  for (const role of roles) lab.service(role).start({ LAB_CRASH_POINT: point });
  await lab.ready();
}
