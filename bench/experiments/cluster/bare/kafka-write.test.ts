import type { Kafka } from 'kafkajs';
import { expect, test } from 'vitest';
import { kafkaSettings } from '../../../brokers/promises/kafka.ts';
import { inTurn } from './bare.ts';
import { writerTo } from './kafka-write.ts';

const [setting] = kafkaSettings;

/** A client whose producers connect and send as they are told. */
const clientThat = (does: { connect?: Error; send?: Error }) => {
  const told = (error?: Error) => async () => {
    if (error) throw error;
  };
  const producer = { connect: told(does.connect), send: told(does.send), disconnect: async () => {} };
  return () => ({ producer: () => producer }) as unknown as Kafka;
};
const failed = (code: string) => Object.assign(new Error(code), { code });
const written = (does: Parameters<typeof clientThat>[0], asked = setting!) =>
  writerTo(clientThat(does), inTurn(['a', 'b', 'c']), asked, 'topic').write(['s-0']);

test('what a broker answers that did not append is refused, and so is what was never handed over', async () => {
  expect(await written({ send: Object.assign(new Error(), { type: 'NOT_ENOUGH_REPLICAS' }) })).toMatchObject([
    { type: 'fail' },
  ]);
  expect(await written({ connect: failed('ECONNREFUSED') })).toMatchObject([{ type: 'fail' }]);
});

test('a refused connection says nothing of a record that was handed over before', async () => {
  expect(await written({ send: failed('ECONNREFUSED') })).toEqual([{ type: 'info', error: 'ECONNREFUSED' }]);
});

test('what is said of who leads may be of the question after the send, and says nothing of a record', async () => {
  for (const type of ['LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'])
    expect(await written({ send: Object.assign(new Error(), { type }) })).toEqual([{ type: 'info', error: type }]);
});

test('whoever no longer leads may have passed the record on before, unless it waits for nobody', async () => {
  const send = Object.assign(new Error(), { type: 'NOT_LEADER_FOR_PARTITION' });
  expect(setting).toMatchObject({ acks: -1, retries: 0, partitions: 1 });
  expect(await written({ send })).toMatchObject([{ type: 'info' }]);
  expect(await written({ send }, { ...setting!, acks: 1 })).toMatchObject([{ type: 'fail' }]);
});

test('a node that the client names as silent, or that waits for copies in vain, is the last to be asked again', async () => {
  const silent = (node: string) => Object.assign(new Error('late'), { cause: { broker: node } });
  const inVain = Object.assign(new Error(), { type: 'REQUEST_TIMED_OUT' });
  for (const [error, last] of [
    [silent('b'), 'b'],
    [inVain, 'a'],
  ] as const) {
    const asked: string[] = [];
    const connect = (_retries: number, seed: () => string[]) => {
      asked.push(...seed());
      return clientThat({ send: error })();
    };
    const turns = inTurn(['a', 'b', 'c']);
    await writerTo(connect, turns, setting!, 'topic').write(['s-0']);
    expect(asked).toEqual(['a']);
    for (let n = 0; n < 4; n++) expect(turns.next().at(-1)).toBe(last);
  }
});
