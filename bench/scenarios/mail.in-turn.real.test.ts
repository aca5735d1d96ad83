import { describe, expect, test } from 'vitest';
import { readMailbox, tellMailFaults } from '../lab/mail/mail.ts';
import { request, send } from '../lab/request.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { type TestLab, triedIn, useLab } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
const urlOf = ({ lab }: TestLab) => lab.urls['mail'] as string;

/** The mails about one order. */
const mailsOf = async (testLab: TestLab, orderId: string) =>
  (await readMailbox(urlOf(testLab))).filter(({ text }) => text.includes(orderId));

describe.each(triedIn('async-rabbitmq'))('what customers are told by mail, in $name', (mode) => {
  const testLab = useLab(mode, { mail: true });

  const place = async (key?: string) => (await testLab().shop.place(items, key)).json.orderId;

  test('arrives again under its id when its sender is killed before it knows that it arrived', async () => {
    await tellMailFaults(urlOf(testLab()), { silent: true });
    const orderId = await place();
    await until('the mail has come', async () => (await mailsOf(testLab(), orderId)).length === 1);
    const killed = await testLab().lab.service('notifications').kill();
    await tellMailFaults(urlOf(testLab()), {});
    testLab().lab.service('notifications').start();
    const twice = await until('it has come again', async () => {
      const all = await mailsOf(testLab(), orderId);
      return all.length > 1 && all;
    });
    expect(new Set(twice.map(({ messageId }) => messageId)).size).toBe(1);
    noteFault(testLab(), 'kill-notification', `pid ${killed} was killed between the mail and its mark`);
  });

  test('waits while the mail server is away, and arrives when it is back', async () => {
    await tellMailFaults(urlOf(testLab()), { down: true });
    const orders = [await place(), await place(), await place()];
    for (const orderId of orders) expect(await testLab().shop.told(orderId)).toHaveLength(1); // complete without any mail
    const url = `${testLab().lab.urls['notifications']}/deliveries?state=waiting`;
    await until('somebody has tried', async () => {
      const { deliveries } = (await request<{ deliveries: { reason?: string }[] }>(url)).json;
      return deliveries.some(({ reason }) => reason !== undefined);
    });
    await tellMailFaults(urlOf(testLab()), {});
    for (const orderId of orders) {
      await until('the mail has come', async () => (await mailsOf(testLab(), orderId)).length > 0);
    }
  });

  test('is set aside with its reason when the mail server refuses it for good, and sent when somebody asks for it', async () => {
    const key = `refused-${testLab().shop.nextKey()}`;
    await tellMailFaults(urlOf(testLab()), { refuses: 'refused-' });
    const orderId = await place(key);
    const [told] = await testLab().shop.told(orderId);
    const base = `${testLab().lab.urls['notifications']}/deliveries`;
    const parked = await until('it is parked', async () => {
      const { deliveries } = (
        await request<{ deliveries: { notificationId: string; reason: string }[] }>(`${base}?state=parked`)
      ).json;
      return deliveries.find(({ notificationId }) => notificationId === told?.notificationId);
    });
    expect(parked.reason).toContain('550');
    await expectAllChecksToHold(testLab(), 'kill-notification');
    await tellMailFaults(urlOf(testLab()), {});
    const again = await send('POST', `${base}/redrive`, { notificationId: parked.notificationId });
    expect(again.status).toBe(202);
    await until('the mail has come', async () => (await mailsOf(testLab(), orderId)).length === 1);
  });

  test('is mailed to each customer, as all checks confirm', async () => {
    const { mail } = await expectAllChecksToHold(testLab(), 'kill-notification');
    expect(mail?.mails.length).toBeGreaterThanOrEqual(6);
  });
});
