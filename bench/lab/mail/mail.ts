import { type OutsideOptions, outsideProcess, tellOutside } from '../outside-process.ts';
import { getAll } from '../service-client.ts';
import type { Mail, MailFaults } from './mail-api.ts';

const spec = { name: 'mail-server', entry: new URL('./mail-process.ts', import.meta.url) };

/** `port`: of its mailbox, over HTTP. */
export const mailProcess = ({ smtpPort, seed }: { smtpPort: number; seed: number }, options: OutsideOptions) =>
  outsideProcess(spec, { MAIL_SMTP_PORT: String(smtpPort), MAIL_SEED: String(seed) }, options);

/** Every mail that it was given, in that order. */
export const readMailbox = (url: string): Promise<Mail[]> => getAll<Mail>(`${url}/mailbox`, 'mails', 'after');

/** What it does wrong from now on; of what is left out nothing. */
export const tellMailFaults = (url: string, told: Partial<MailFaults>): Promise<void> =>
  tellOutside(url, 'faults', told);
