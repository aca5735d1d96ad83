import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { checkedUrls, connect } from '../transport/connect.ts';

test('who connects tries every node, and begins with another one each time', async () => {
  const asked: number[] = [];
  const urls: string[] = [];
  for (const node of [0, 1, 2]) {
    const server = createServer((socket) => {
      asked.push(node);
      socket.on('error', () => {}).destroy();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    urls.push(`amqp://ann:a,b@127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  const firsts: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    asked.length = 0;
    await expect(connect(checkedUrls(urls.join(',')), { LAB_HEARTBEAT_S: 5 }, async () => {})).rejects.toThrow();
    expect(new Set(asked)).toEqual(new Set([0, 1, 2]));
    firsts.push(asked[0] as number);
  }
  expect(new Set(firsts)).toEqual(new Set([0, 1, 2]));
});

test.each(['', 'amqp://ann:secret@h,amqp://i'])('a list without user or password is refused: %j', (list) => {
  expect(() => checkedUrls(list)).toThrow('AMQP_URL must be like');
  expect(() => checkedUrls(list)).not.toThrow(/secret/);
});
