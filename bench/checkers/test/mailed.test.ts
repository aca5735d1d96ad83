import { expect, test } from 'vitest';
import { check, type Small, small } from '../testing/small.ts';

type Mail = NonNullable<Small['final']['mail']>;

/** The smallest run with every mail in the mailbox, changed. */
function judged(edit: (mail: Mail, final: Small['final']) => void = () => {}) {
  const evidence = small();
  const { final } = evidence;
  for (const one of final.notifications) {
    const order = final.orders.find(({ orderId }) => orderId === one.orderId);
    if (order) one.to = order.customer.email;
    one.text = `${one.text} ${one.orderId ?? ''}`.trim();
  }
  const mails = final.notifications.map(({ notificationId, to, text }) => ({
    messageId: `<${notificationId}@lab.example>`,
    recipients: [to],
    to: [to],
    headers: 9,
    text,
  }));
  final.mail = { mails, parked: [] };
  edit(final.mail, final);
  return check('mailed', evidence);
}

test('Holds when each notification is in the mailbox, and counts those that came again', () => {
  expect(judged()).toMatchObject({ outcome: 'holds', counted: { mails: 3, 'delivered again': 0 } });
  expect(judged(({ mails }) => mails.push(mails[0]!))).toMatchObject({
    outcome: 'holds',
    counted: { 'to be mailed': 3, mails: 4, 'delivered again': 1 },
  });
});

test('A mail that never came breaks it, one that is parked with its reason does not', () => {
  expect(judged(({ mails }) => mails.shift())).toMatchObject({ outcome: 'violated', offending: ['n1'] });
  const parkedAs = (reason: string) =>
    judged(({ mails, parked }) => {
      mails.shift();
      parked.push({ notificationId: 'n1', reason });
    });
  expect(parkedAs('550 no such mailbox')).toMatchObject({ outcome: 'holds', counted: { parked: 1 } });
  expect(parkedAs('').outcome).toBe('violated');
});

test('A mail that belongs to nothing breaks it', () => {
  expect(judged(({ mails }) => mails.push({ ...mails[0]!, messageId: '<n9@lab.example>' })).outcome).toBe('violated');
  expect(judged(({ mails }) => (mails[0]!.messageId = '')).outcome).toBe('violated');
});

test('A mail to somebody else breaks it, whoever is wrong: its sender, or who recorded it', () => {
  expect(judged(({ mails }) => (mails[0]!.recipients = ['eve@load.example'])).outcome).toBe('violated');
  const both = judged(({ mails }, { notifications }) => {
    notifications[0]!.to = 'eve@load.example';
    Object.assign(mails[0]!, { recipients: ['eve@load.example'], to: ['eve@load.example'] });
  });
  expect(both.outcome).toBe('violated');
});

test('Another text breaks it, and one that does not name its order', () => {
  expect(judged(({ mails }) => (mails[0]!.text = 'Confirmed.')).outcome).toBe('violated');
  const both = judged(({ mails }, { notifications }) => {
    notifications[0]!.text = 'Confirmed.';
    mails[0]!.text = 'Confirmed.';
  });
  expect(both.outcome).toBe('violated');
});

test('A header more than the others have breaks it', () => {
  expect(judged(({ mails }) => mails[1]!.headers++).outcome).toBe('violated');
});

test('Does not apply without a mail server', () => {
  expect(check('mailed', small()).outcome).toBe('not-applicable');
});
