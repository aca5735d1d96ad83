import type { ChannelModel } from 'amqplib';
import { expect, test } from 'vitest';
import { rabbitmqSettings } from '../../../brokers/promises/rabbitmq.ts';
import { inTurn, type Turns } from './bare.ts';
import { writerTo } from './rabbitmq-write.ts';

const [setting] = rabbitmqSettings;

/** Takes everything, and confirms nothing. */
const silentConnection = {
  createConfirmChannel: async () => ({ on: () => {}, once: () => {}, publish: () => true }),
  close: async () => {},
} as unknown as ChannelModel;

test('a node that takes a connection and confirms nothing is the last to be asked again', async () => {
  const asked: string[] = [];
  const connectAnywhere = async (turns: Turns<string>) => {
    const at = turns.next()[0] as string;
    asked.push(at);
    if (asked.length > 1) throw new Error('refused');
    return { connection: silentConnection, at };
  };
  const target = writerTo(inTurn(['a', 'b', 'c']), connectAnywhere, setting!, 'exchange');
  expect(await target.write(['s-0'])).toMatchObject([{ type: 'info' }]);
  for (let n = 1; n < 4; n++) await target.write([`s-${n}`]);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
