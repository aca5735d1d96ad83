import type { Mode, Role, ServiceSpec } from '../../common/mode.ts';
import type { Guard } from '../brokers/broker.ts';
import { mailProcess } from './mail/mail.ts';
import { outsideUrl } from './outside-process.ts';
import { type Paying, providerProcess } from './provider/provider.ts';
import type { ServiceProcess } from './service-process.ts';
import { type Work, warehouseProcess } from './warehouse/warehouse.ts';

/** Whom the services of a lab ask outside of them, each a process of the bench. */
interface Outside {
  name: 'warehouse' | 'provider' | 'mail';
  url: string;
  /** Where it takes mails; nobody else does. */
  smtp?: string;
  process: ServiceProcess;
}

interface OutsideOptions {
  work: Work | null | undefined;
  paying: Paying | null | undefined;
  mail: { seed: number } | null | undefined;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

/** How many ports they take. */
export const portsOutside = ({ work, paying, mail }: Partial<OutsideOptions>): number =>
  Number(Boolean(work)) + Number(Boolean(paying)) + 2 * Number(Boolean(mail));

/** Those that are asked for, not started yet. */
export function outsideOf({ work, paying, mail, ...its }: OutsideOptions, takePort: () => number): Outside[] {
  const outside: Outside[] = [];
  if (work) {
    const port = takePort();
    outside.push({ name: 'warehouse', url: outsideUrl(port), process: warehouseProcess(work, { port, ...its }) });
  }
  if (paying) {
    const port = takePort();
    outside.push({ name: 'provider', url: outsideUrl(port), process: providerProcess(paying, { port, ...its }) });
  }
  if (mail) {
    const [port, smtpPort] = [takePort(), takePort()];
    const process = mailProcess({ ...mail, smtpPort }, { port, ...its });
    outside.push({ name: 'mail', url: outsideUrl(port), smtp: outsideUrl(smtpPort, 'smtp'), process });
  }
  return outside;
}

/** With the one that there is only where orders are paid. */
export const everyServiceOf = (mode: Mode): ServiceSpec[] => [...mode.services, mode.payment.service];

/** One service more where orders are paid. */
export const servicesOf = (mode: Mode, paying: Paying | null | undefined): readonly ServiceSpec[] =>
  paying ? everyServiceOf(mode) : mode.services;

/** What a service is told besides, to find whom it asks. */
export const finding = (
  { role }: ServiceSpec,
  { payment }: Mode,
  paying: Paying | null | undefined,
  { warehouse, provider, smtp }: Record<string, string>,
  address: (to: Role) => string,
): Record<string, string> => ({
  ...(paying && role === 'orders' && payment.finds?.(address)),
  ...(provider !== undefined && role === 'payments' && { PROVIDER_URL: provider }),
  ...(smtp !== undefined && role === 'notifications' && { LAB_SMTP_URL: smtp }),
  ...(warehouse !== undefined && { WAREHOUSE_URL: warehouse }),
});
