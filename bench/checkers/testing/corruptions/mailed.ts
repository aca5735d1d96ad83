import type { Random } from '../random.ts';
import { type Corruption, change, drop, type Finished, repeat, unproven, violates } from './corruption.ts';

type Mailed = NonNullable<Finished['final']['mail']>;

/** Only where there is a mail server. */
const inMailbox =
  (corrupt: (mail: Mailed, evidence: Finished, random: Random) => boolean): Corruption['corrupt'] =>
  (evidence, random) => {
    const { mail } = evidence.final;
    return mail ? corrupt(mail, evidence, random) : false;
  };
const any = () => true;

export const mailed: Corruption[] = [
  violates(
    'a mail never came',
    inMailbox(({ mails, parked }, _, random) => {
      const refused = parked.map(({ notificationId }) => notificationId);
      const once = mails.filter(
        ({ messageId }) =>
          mails.filter((other) => other.messageId === messageId).length === 1 &&
          !refused.some((id) => messageId.includes(id)),
      );
      return change(random, once, any, (mail) => mails.splice(mails.indexOf(mail), 1));
    }),
  ),
  violates(
    'a parked mail is forgotten',
    inMailbox(({ mails, parked }, _, random) =>
      drop(random, parked, ({ notificationId }) => !mails.some(({ messageId }) => messageId.includes(notificationId))),
    ),
  ),
  violates(
    'a mail is parked and nobody says why',
    inMailbox(({ parked }, _, random) => change(random, parked, any, (one) => (one.reason = ''))),
  ),
  violates(
    'a mail comes that nobody was to get',
    inMailbox(({ mails }, _, random) =>
      repeat(random, mails, any, (copy) => (copy.messageId = `<${random.uuid()}@lab.example>`)),
    ),
  ),
  violates(
    'a mail comes again under another id',
    inMailbox(({ mails }, _, random) =>
      repeat(random, mails, any, (copy) => (copy.messageId = copy.messageId.slice(1))),
    ),
  ),
  violates(
    'a mail goes to somebody else as well',
    inMailbox(({ mails }, _, random) =>
      change(random, mails, any, ({ recipients }) => recipients.push('eve@load.example')),
    ),
  ),
  violates(
    'a mail tells of another order',
    inMailbox(({ mails }, _, random) => change(random, mails, any, (mail) => (mail.text = `${mail.text} And yours.`))),
  ),
  violates(
    'somebody has put a header into a mail',
    inMailbox(({ mails }, _, random) => mails.length > 2 && change(random, mails, any, (mail) => mail.headers++)),
  ),
  unproven(
    'there was nothing to mail',
    inMailbox((mail, { final }) => {
      Object.assign(mail, { mails: [], parked: [] });
      for (const one of final.notifications) one.channel = 'sms';
      return true;
    }),
  ),
];
