import { expect, test } from 'vitest';
import type { ClusterSetting } from '../../brokers/promises/setting.ts';
import { readTwice } from './read-twice.ts';

const setting = (name: string): ClusterSetting => ({ name, label: name, mayLose: [], source: { says: '', at: '' } });
const settings = ['a', 'b'].map(setting);
const acknowledged = ({ name }: ClusterSetting) => [`${name}-0`, `${name}-1`];

/** Reads as it is told, one answer after the other. */
function reader(...answers: (string[] | null)[][]) {
  const asked: string[][] = [];
  const readAll = async (some: readonly ClusterSetting[]) => {
    asked.push(some.map(({ name }) => name));
    return answers[asked.length - 1] ?? [];
  };
  return { asked, client: { readAll } };
}

test('what is all there is read once', async () => {
  const all = [
    ['a-0', 'a-1'],
    ['b-0', 'b-1', 'b-2'],
  ];
  const { asked, client } = reader(all);
  expect(await readTwice(client, settings, acknowledged)).toEqual(all);
  expect(asked).toEqual([['a', 'b']]);
});

test('what misses something is asked for again, and what the second answer has is there', async () => {
  const { asked, client } = reader([['a-0', 'a-1'], ['b-1']], [['b-0', 'b-1']]);
  expect(await readTwice(client, settings, acknowledged)).toEqual([
    ['a-0', 'a-1'],
    ['b-0', 'b-1'],
  ]);
  expect(asked).toEqual([['a', 'b'], ['b']]);
});

test('a second answer that has less does not count, and without one nothing is known', async () => {
  const poorer = reader([['a-0', 'a-1'], ['b-1']], [[]]);
  expect((await readTwice(poorer.client, settings, acknowledged))[1]).toEqual(['b-1']);
  const silent = reader([null, ['b-1']], [null]);
  expect(await readTwice(silent.client, settings, acknowledged)).toEqual([null, null]);
});
