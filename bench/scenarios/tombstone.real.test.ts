import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { send } from '../lab/request.ts';
import { modesNamed, useLab } from './with-lab.ts';

// Messages of one order keep their order or are told apart by the inbox; calls overtake one another.
describe.each(modesNamed('sync-rest'))('a release that overtakes its reserve, in $name', (mode) => {
  const testLab = useLab(mode);

  test('leaves a tombstone: the late reserve is refused and takes nothing, however often it comes', async () => {
    const { lab, shop } = testLab();
    const orderId = randomUUID();
    const inventory = lab.urls['inventory'];
    expect((await send('POST', `${inventory}/release`, { orderId })).status).toBe(200);
    const placed = { orderId, ...shop.body([{ sku: 'TEA-ASSAM', quantity: 2 }], 'late') };
    for (let attempt = 0; attempt < 2; attempt++) {
      const late = await send('POST', `${inventory}/reserve`, placed);
      expect(late.status).toBe(409);
      expect(late.json).toMatchObject({ type: 'urn:three-mode-lab:problem:already-released' });
    }
    expect(await shop.movementsOf(orderId)).toEqual([]);
  });
});
