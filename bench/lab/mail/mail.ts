import { join } from 'node:path';
import type { Guard } from '../../brokers/broker.ts';
import { send } from '../request.ts';
import { getAll } from '../service-client.ts';
import { ServiceProcess } from '../service-process.ts';
import type { Mail, MailFaults } from './mail-api.ts';

interface MailOptions {
  /** Of its mailbox, over HTTP. */
  port: number;
  smtpPort: number;
  seed: number;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

/** The mail server as a process of the bench: on loopback, whatever the services listen on. Not started yet. */
export function mailProcess({ port, smtpPort, seed, dataFolder, guard, say }: MailOptions): ServiceProcess {
  return new ServiceProcess({
    spec: { name: 'mail-server', entry: new URL('./mail-process.ts', import.meta.url) },
    env: {
      PATH: process.env['PATH'] ?? '',
      LAB_HOST: HOST,
      LAB_PORT: String(port),
      LAB_DATA_DIR: dataFolder,
      LAB_LOG_LEVEL: 'warn',
      MAIL_SMTP_PORT: String(smtpPort),
      MAIL_SEED: String(seed),
    },
    logFile: join(dataFolder, 'mail-server.log'),
    guard,
    say,
    watch: false,
  });
}

const HOST = '127.0.0.1';
export const mailboxUrl = (port: number): string => `http://${HOST}:${port}`;
export const smtpUrl = (port: number): string => `smtp://${HOST}:${port}`;

/** Every mail that it was given, in that order. */
export const readMailbox = (url: string): Promise<Mail[]> => getAll<Mail>(`${url}/mailbox`, 'mails', 'after');

/** What it does wrong from now on; of what is left out nothing. */
export async function tellMailFaults(url: string, told: Partial<MailFaults>): Promise<void> {
  const { status } = await send('PUT', `${url}/faults`, told);
  if (status !== 200) throw new Error(`The mail server answered ${status}.`);
}
