import { createTransport } from 'nodemailer';
import { Email } from '../contracts/primitives.ts';
import { deliveryPolicy, type Provider, Refused, Unreachable } from '../messaging/deliveries.ts';
import type { Outgoing } from '../store/delivery-store.ts';

/** Whom mails are from, and in whose name their ids are. */
const DOMAIN = 'three-mode-lab.example';
const FROM = `shop@${DOMAIN}`;
/** Nothing that a customer wrote stands in a header, but the address, which is checked. */
const subjects: Record<string, string> = {
  'order-confirmed': 'Your order is confirmed',
  'order-rejected': 'Your order was declined',
  'low-stock': 'A product runs low',
  test: 'A test',
};
const TIMEOUT_MS = 10_000;

/** By which the receivers of a mail know it again: the same however often it is sent. */
export const messageIdOf = (notificationId: string): string => `<${notificationId}@${DOMAIN}>`;

/**
 * A mail server as the provider of email, by SMTP (RFC 5321), over a few connections that are kept. A mail has a stable
 * Message-ID and the date of its notification: sent again, it is the same byte by byte.
 */
export function mailProvider(smtpUrl: string): Provider {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const transport = createTransport({
    pool: true,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 25),
    secure,
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    maxConnections: deliveryPolicy.atOnce,
    maxMessages: Number.POSITIVE_INFINITY,
    maxRequeues: 0, // when a message is sent again is said in one place
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ notificationId, kind, to, text, recordedAt }: Outgoing) {
      if (!Email.safeParse(to).success) throw new Refused('the address is none that a mail can be sent to');
      const address = { name: '', address: to };
      await transport
        .sendMail({
          messageId: messageIdOf(notificationId),
          date: new Date(recordedAt),
          from: { name: 'Three-Mode Lab', address: FROM },
          to: address,
          envelope: { from: FROM, to: [to] },
          subject: subjects[kind] ?? 'A message',
          text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        .catch((error: SmtpError) => {
          throw failed(error);
        });
    },
    close: () => transport.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** What the server said of this mail alone; anything else is about the server. RFC 5321, 4.2.1: 4yz passes, 5yz stays. */
function failed(error: SmtpError): Error {
  const { code, responseCode = 0, message } = error;
  const ofThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (!ofThisMail || responseCode === 421) return new Unreachable(message, { cause: error });
  const forGood = responseCode === 0 || responseCode >= 500;
  return forGood ? new Refused(message, { cause: error }) : error;
}
