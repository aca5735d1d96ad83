import { z } from 'zod';
import { Cursor, limitOf } from '../../../common/contracts/primitives.ts';

/** What the mail server is told to do wrong from now on; what is left out goes well. */
export const MailFaults = z.strictObject({
  /** Nothing listens, and whoever was connected is no more. */
  down: z.boolean().default(false),
  /** Takes every mail and answers none: it is in the mailbox, and its sender does not know. */
  silent: z.boolean().default(false),
  /** The share of mails that are answered 451: not now. */
  errors: z.number().min(0).max(1).default(0),
  /** Recipients that begin so are answered 550: never. */
  refuses: z.string().min(1).max(254).nullable().default(null),
});
export type MailFaults = z.infer<typeof MailFaults>;

/** One mail in the mailbox, as somebody who opens it sees it. */
export const Mail = z.strictObject({
  /** As it stands in the header, with its brackets. */
  messageId: z.string(),
  /** To whom the server was told to deliver it. */
  recipients: z.array(z.string()),
  /** To whom it says it is. */
  to: z.array(z.string()),
  /** How many headers it has: one more than all others, and somebody has put one in. */
  headers: z.int(),
  subject: z.string(),
  text: z.string(),
});
export type Mail = z.infer<typeof Mail>;

export const MailboxQuery = z.strictObject({ after: Cursor.optional(), limit: limitOf(500) });
