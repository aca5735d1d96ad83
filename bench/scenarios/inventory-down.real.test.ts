import { describe, expect, test } from 'vitest';
import { problemIn } from '../lab/request.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { allModes, modesNamed, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];

describe.each(allModes)('an order while inventory is down, in $name', (mode) => {
  const testLab = useLab(mode);

  test('fails at once where its answer needs inventory, and waits for it where it does not', async () => {
    const { shop, lab } = testLab();
    const killed = await lab.service('inventory').kill();
    const reply = await shop.place(items);
    if (mode.answer === 'outcome') {
      const problem = problemIn(reply);
      expect(problem).toMatchObject({ status: 503, type: 'urn:three-mode-lab:problem:dependency-unavailable' });
      expect(reply.headers.get('retry-after')).toBe('1');
      const order = await shop.order(problem.orderId ?? '');
      expect(order).toMatchObject({ status: 'failed', reason: 'inventory-unavailable' });
    } else {
      expect(reply.status).toBe(202);
      expect((await shop.order(reply.json.orderId)).status).toBe('pending');
    }

    lab.service('inventory').start();
    await lab.ready();
    noteFault(testLab(), 'inventory-down', `pid ${killed} was killed`);
    if (mode.answer === 'promise') expect((await shop.finished(reply.json.orderId)).status).toBe('confirmed');
    const next = await shop.place(items);
    expect((await shop.finished(next.json.orderId)).status).toBe('confirmed');
    await expectAllChecksToHold(testLab(), 'inventory-down');
  });
});

describe.each(modesNamed('sync-rest'))('an order while inventory does not answer, in $name', (mode) => {
  const testLab = useLab(mode, { settings: { LAB_REQUEST_DEADLINE_MS: '1200', LAB_ATTEMPT_TIMEOUT_MS: '400' } });

  test('ends in time with 504, and what inventory reserves all the same is given back', async () => {
    const { shop, lab } = testLab();
    const before = await shop.product('TEA-ASSAM');
    await shop.place([{ sku: 'CUP-SMALL', quantity: 1 }]);
    lab.service('inventory').signal('SIGSTOP');
    const began = performance.now();
    const reply = await shop.place(items).finally(() => lab.service('inventory').signal('SIGCONT'));
    expect(performance.now() - began).toBeLessThan(1200 + 500);
    const problem = problemIn(reply);
    expect(problem).toMatchObject({ status: 504, type: 'urn:three-mode-lab:problem:dependency-timeout' });
    const order = await shop.order(problem.orderId ?? '');
    expect(order).toMatchObject({ status: 'failed', reason: 'inventory-timeout' });
    await expectAllChecksToHold(testLab());
    expect(await shop.product('TEA-ASSAM')).toEqual(before);
  });
});
