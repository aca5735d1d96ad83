import type { Notification } from '../../common/contracts/notifications.ts';
import type { FinalReads } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import type { Findings } from './findings.ts';
import { ordersById } from './stored.ts';

type Mail = NonNullable<FinalReads['mail']>['mails'][number];

/**
 * What a customer is to be told by e-mail is in the mailbox, once or more often, or was refused for good with a reason. Once
 * exactly cannot be promised: a mail server that took a mail whose sender then dies is given it again. So a repetition is
 * counted, and is known by its Message-ID.
 */
export const mailed = defineChecker(
  'mailed',
  'a notification by e-mail is neither in the mailbox nor parked, a mail is not what its order was told or goes to somebody else, or belongs to no notification',
  ({ final, found }) => {
    if (!final.mail) return { outcome: 'not-applicable', because: 'Nothing was delivered: there was no mail server.' };
    const { mails, parked } = final.mail;
    const owed = new Map(
      final.notifications.filter(({ channel }) => channel === 'email').map((one) => [one.notificationId, one]),
    );
    const customers = ordersById(final.orders);
    const usual = usualHeaders(mails);
    const taken = new Map<string, number>();
    for (const mail of mails) {
      const id = /^<([^@<>]+)@[^@<>]+>$/.exec(mail.messageId)?.[1] ?? '';
      const notification = owed.get(id);
      if (!notification) {
        found.now(mail.messageId, 'is in the mailbox and belongs to no notification');
        continue;
      }
      taken.set(id, (taken.get(id) ?? 0) + 1);
      const { orderId } = notification;
      const customer = orderId === undefined ? undefined : customers.get(orderId)?.customer.email;
      judgeMail(mail, notification, customer ?? notification.to, found);
      if (mail.headers !== usual) found.now(id, `has ${mail.headers} headers, the others ${usual}`);
    }
    const refused = new Set(parked.map(({ notificationId }) => notificationId));
    for (const { notificationId, reason } of parked) {
      if (!owed.has(notificationId)) found.now(notificationId, 'is parked and was never to be delivered');
      if (reason === '') found.now(notificationId, 'is parked without a reason');
    }
    for (const id of owed.keys()) {
      if (!taken.has(id) && !refused.has(id)) found.atRest(id, 'is neither in the mailbox nor parked');
    }
    const again = mails.length - taken.size;
    return {
      looked: owed.size,
      counted: { 'to be mailed': owed.size, mails: mails.length, 'delivered again': again, parked: parked.length },
      because: `Each of ${owed.size} notifications by e-mail is in the mailbox or parked with its reason (${refused.size}); ${again} mails came again, under the same Message-ID.`,
    };
  },
);

function judgeMail(mail: Mail, notification: Notification, customer: string, found: Findings): void {
  const { notificationId, orderId, text, to } = notification;
  const goesTo = [...new Set([...mail.recipients, ...mail.to])].join(', ');
  if (to !== customer || goesTo !== to) found.now(notificationId, `goes to ${goesTo}, and its customer is ${customer}`);
  const named = new Set(mail.text.split(/[\s.,:]+/));
  const about = orderId === undefined || named.has(orderId);
  if (!about || mail.text !== text)
    found.now(notificationId, 'says something else than what was recorded of its order');
}

/** As many as most mails have: none of the senders writes one more now and then. */
function usualHeaders(mails: readonly Mail[]): number {
  const times = new Map<number, number>();
  for (const { headers } of mails) times.set(headers, (times.get(headers) ?? 0) + 1);
  return [...times].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}
