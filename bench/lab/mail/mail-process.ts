// The mail server's process: an SMTP server whose mailbox is read over HTTP. What it holds dies with it.
import { z } from 'zod';
import { ok, queryOf } from '../../../common/http/http.ts';
import { runService } from '../../../common/service/run-service.ts';
import { seededRandom } from '../../measure/random.ts';
import { outsideParts } from '../outside-parts.ts';
import { MailboxQuery, MailFaults } from './mail-api.ts';
import { createMailbox } from './mailbox.ts';

/** Its own settings, beside those of every service. */
const Told = z.object({ MAIL_SMTP_PORT: z.coerce.number().int(), MAIL_SEED: z.coerce.number().int() });

await runService('mail-server', async ({ api, settings }) => {
  const { MAIL_SMTP_PORT: port, MAIL_SEED: seed } = Told.parse(process.env);
  const mailbox = createMailbox(settings, port, seededRandom(seed, 'errors of the mail server'));
  await mailbox.open();

  api.get('/mailbox', async (asked) => {
    const { after, limit } = queryOf(MailboxQuery, asked);
    return ok(await mailbox.read(Number(after ?? 0), limit));
  });

  api.put('/faults', MailFaults, async (told) => {
    await mailbox.suffer(told);
    return ok(told);
  });

  return { ...outsideParts, stop: () => mailbox.close() };
});
