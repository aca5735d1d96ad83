import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../base/config.ts';
import { callbackPolicy, createCallbackClient } from './callback.ts';
import { resolveName, resolvePolicy } from './resolve-name.ts';

const key = Buffer.alloc(24, 'k').toString('base64');
const before = [
  [resolvePolicy, { ...resolvePolicy }],
  [callbackPolicy, { ...callbackPolicy }],
] as const;
afterEach(() => {
  for (const [policy, was] of before) Object.assign(policy, was);
});

/** A DNS server of this machine; `answer` makes of a question what it says, or nothing. Returns how often it was asked. */
async function dnsServer(answer: (question: Buffer) => Buffer | null = () => null) {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  let asked = 0;
  socket.on('message', (question, { port, address }) => {
    asked++;
    const reply = answer(question);
    if (reply) socket.send(reply, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  resolvePolicy.servers = [`127.0.0.1:${socket.address().port}`];
  return () => asked;
}

const A = 1;
/** One A record to whoever asks for that, and none of another type; null: there is no such name (RFC 1035, 4.1). */
function answerWith(question: Buffer, address: number[] | null): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const records =
    address && question.readUInt16BE(end - 4) === A ? [0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...address] : [];
  const head = [
    ...question.subarray(0, 2),
    0x81,
    address ? 0x80 : 0x83,
    0,
    1,
    0,
    records.length > 0 ? 1 : 0,
    0,
    0,
    0,
    0,
  ];
  return Buffer.from([...head, ...question.subarray(12, end), ...records]);
}

test('names whose DNS server never answers keep no other look-up of the process waiting, and end with their callbacks', async () => {
  const asked = await dnsServer();
  callbackPolicy.deadlineMs = 300;
  const { send, close } = createCallbackClient(readSettings({ LAB_DATA_DIR: 'unused', CALLBACK_KEY: `whsec_${key}` }));
  onTestFinished(close);
  const sent = Array.from({ length: 20 }, (_, index) => send(`http://shop-${index}.example/`, 'order-1', '{}'));
  const all = Promise.allSettled(sent);
  await expect.poll(asked).toBeGreaterThanOrEqual(20);
  expect((await lookup('localhost', { all: true })).length).toBeGreaterThan(0);
  expect((await all).every(({ status }) => status === 'rejected')).toBe(true);
  const atEnd = asked();
  await expect(resolveName('one-more.example', AbortSignal.timeout(1500))).rejects.toThrow();
  expect(asked() - atEnd).toBeLessThanOrEqual(4); // two questions, each of them twice; of the other names none again
});

test('a name is looked up in DNS, and one that has no address is told as that', async () => {
  await dnsServer((question) => answerWith(question, question.includes('known') ? [8, 8, 4, 4] : null));
  expect(await resolveName('known.example')).toEqual(['8.8.4.4']);
  await expect(resolveName('nobody.example')).rejects.toThrow('ENOTFOUND');
});

test('beyond a bound of names that are being looked up whoever comes is refused', async () => {
  const asked = await dnsServer();
  resolvePolicy.atOnce = 2;
  const end = new AbortController();
  const both = Promise.allSettled([resolveName('a.example', end.signal), resolveName('b.example', end.signal)]);
  await expect(resolveName('c.example')).rejects.toThrow('Too many names');
  await expect.poll(asked).toBe(4);
  end.abort();
  await both;
  await expect(resolveName('localhost')).resolves.not.toEqual([]);
});

test('what the hosts file names is asked of the system, and localhost; a remark names nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  resolvePolicy.hostsFile = join(folder, 'hosts');
  writeFileSync(
    resolvePolicy.hostsFile,
    '# 127.0.0.1 remark.example\n127.0.0.1 other\tLOCALHOST.example # more.example\n',
  );
  const asked = await dnsServer((question) => answerWith(question, [8, 8, 4, 4]));
  const own = await resolveName('localhost');
  expect(own.some((address) => address === '127.0.0.1' || address === '::1')).toBe(true);
  await resolveName('localhost.example.').catch(() => {}); // this machine's own hosts file knows no such name
  expect(asked()).toBe(0);
  for (const name of ['remark.example', 'more.example']) expect(await resolveName(name)).toEqual(['8.8.4.4']);
});
