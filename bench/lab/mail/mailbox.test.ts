import { afterEach, beforeEach, expect, test } from 'vitest';
import { Refused, Unreachable } from '../../../common/messaging/deliveries.ts';
import { mailProvider, messageIdOf } from '../../../common/service/mail-provider.ts';
import type { Outgoing } from '../../../common/store/delivery-store.ts';
import { loopbackPorts } from '../../brokers/ports.ts';
import { MailFaults } from './mail-api.ts';
import { createMailbox } from './mailbox.ts';

const HOST = '127.0.0.1';
let mailbox: ReturnType<typeof createMailbox>;
let provider: ReturnType<typeof mailProvider>;
const suffer = (faults: Partial<MailFaults>) => mailbox.suffer(MailFaults.parse(faults));
const mails = async () => (await mailbox.read(0, 100)).mails;

beforeEach(async () => {
  const [port = 0] = await loopbackPorts(1);
  mailbox = createMailbox({ LAB_HOST: HOST }, port, () => 0.5);
  await mailbox.open();
  provider = mailProvider(`smtp://${HOST}:${port}`);
});
afterEach(async () => {
  provider.close();
  await mailbox.close();
});

const message = (more: Partial<Outgoing> = {}): Outgoing => ({
  seq: 1,
  notificationId: '0192f0c1-0000-7000-8000-000000000001',
  kind: 'order-confirmed',
  channel: 'email',
  to: 'ada@load.example',
  text: 'Your order 1 is confirmed. Total: 5.00 EUR.',
  recordedAt: '2026-01-01T00:00:00.000Z',
  attempts: 0,
  ...more,
});

test('a mail arrives as it was recorded, under the id of its notification however often it is sent', async () => {
  await provider.send(message());
  await provider.send(message());
  const [first, second] = await mails();
  expect(first).toEqual(second);
  expect(first).toMatchObject({
    messageId: messageIdOf(message().notificationId),
    recipients: ['ada@load.example'],
    to: ['ada@load.example'],
    text: message().text,
  });
});

const hostileTexts = [
  'Hi\r\nBcc: eve@load.example\r\n\r\nYours',
  'a\r\n.\r\nMAIL FROM:<eve@load.example>\r\nRCPT TO:<eve@load.example>\r\nDATA\r\nX\r\n.',
  '.\n..\n.dots',
  'ünï – 注文 🍵 \u202etxt',
  `${'x'.repeat(999)}`,
];
test.each(hostileTexts)('a text stays a text, whatever is in it: %j', async (text) => {
  await provider.send(message());
  await provider.send(message({ text }));
  const all = await mails();
  expect(all).toHaveLength(2);
  expect(all[1]?.text).toBe(text.replaceAll('\r\n', '\n').trimEnd());
  expect(all[1]?.recipients).toEqual(['ada@load.example']);
  expect(all[1]?.headers).toBe(all[0]?.headers);
});

const hostileAddresses = [
  'ada@load.example\r\nBcc: eve@load.example',
  'ada@load.example, eve@load.example',
  '"eve@load.example x"@load.example',
  'Ada <eve@load.example>',
  'ada@load.example> SIZE=1\r\nRCPT TO:<eve@load.example',
  'ada',
  '',
];
test.each(hostileAddresses)('an address that is none is refused before anything is sent: %j', async (to) => {
  await expect(provider.send(message({ to }))).rejects.toThrow(Refused);
  expect(await mails()).toEqual([]);
});

test('a recipient that is refused, a mail that is not taken now and a server that is away are told apart', async () => {
  await suffer({ refuses: 'ada' });
  await expect(provider.send(message())).rejects.toThrow(Refused);
  await suffer({ errors: 1 });
  const passes = await provider.send(message()).catch((error: Error) => error);
  expect(passes).toBeInstanceOf(Error);
  expect(passes).not.toBeInstanceOf(Refused);
  expect(passes).not.toBeInstanceOf(Unreachable);
  await suffer({ down: true });
  await expect(provider.send(message())).rejects.toThrow(Unreachable);
  await suffer({});
  await provider.send(message());
  expect(await mails()).toHaveLength(1);
});

test('a silent server has the mail, and its sender does not know', async () => {
  await suffer({ silent: true });
  const sending = provider.send(message()).then(
    () => 'taken',
    () => 'failed',
  );
  await expect.poll(mails).toHaveLength(1);
  await suffer({ down: true });
  expect(await sending).toBe('failed');
});
