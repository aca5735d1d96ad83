import { describe, expect, test } from 'vitest';
import type { Tally } from '../../common/contracts/analytics.ts';
import type { Role } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { removeStore } from '../../common/store/inspector.ts';
import { getJson } from '../lab/service-client.ts';
import { comeToRest } from './judged.ts';
import { underLoad } from './under-load.ts';
import { modesNamed, type TestLab, useLab } from './with-lab.ts';

// A queue forgets what was acknowledged, and a call leaves no trace: only a log can be read again.
describe.each(modesNamed('streaming-kafka'))('a log that is read again from its beginning, in $name', (mode) => {
  const testLab = useLab(mode);
  const tally = () => getJson<Tally>(`${testLab().lab.urls['analytics']}/metrics.json`);

  test('gives analytics, which forgot everything, the same state', async () => {
    await underLoad(testLab(), { ratePerSecond: 100, seconds: 3, seed: 7 }, async () => {});
    await comeToRest(testLab());
    const before = await tally();
    expect(before.orders).toBeGreaterThan(200);
    expect(before.notified).toBe(before.orders);
    await rewound(testLab(), 'analytics', () => removeStore(testLab().lab.running.dataFolder, 'analytics'));
    expect(await tally()).toEqual(before);
    expect(await readGauge(testLab().lab.urls['analytics'], 'messages_duplicate_total')).toBe(0);
  });

  test('changes no row of inventory, which remembers what it applied', async () => {
    const { shop, lab } = testLab();
    const rows = async () => [await shop.orders(), await shop.ledger(), await shop.notifications()];
    const before = await rows();
    await rewound(testLab(), 'inventory');
    expect(await rows()).toEqual(before);
    expect(await readGauge(lab.urls['inventory'], 'messages_duplicate_total')).toBe(before[0]?.length);
  });

  test('goes on with new orders afterwards', async () => {
    const { shop } = testLab();
    const { json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
    expect((await shop.finished(json.orderId)).status).toBe('confirmed');
  });
});

/** Stops a service, moves its group to the beginning of its topics, and lets it read to the end again. */
async function rewound(testLab: TestLab, role: Role, meanwhile = async () => {}): Promise<void> {
  const { running, operator } = testLab.lab;
  await running.stop(role);
  await meanwhile();
  const positions = (await operator.rewind?.(role)) ?? [];
  expect(positions.length).toBeGreaterThan(0);
  for (const { committed, low, end } of positions) {
    expect(committed).toBe(low);
    expect(end).toBeGreaterThan(low);
  }
  await running.start(role);
  await comeToRest(testLab);
}
