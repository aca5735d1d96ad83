import { expect, test } from 'vitest';
import type { Copies } from '../../brokers/cluster.ts';
import { rabbitmqSettings } from '../../brokers/promises/rabbitmq.ts';
import { wholeSettings } from './whole-settings.ts';

const copies = (name: string, replicas: string[], inSync = replicas): Copies => ({
  name,
  leader: inSync[0] ?? null,
  replicas,
  inSync,
});
const NODES = ['1', '2', '3'];
const before = [copies('quorum-confirms', NODES), copies('stream-confirms', NODES), copies('classic-confirms', ['1'])];
const settings = rabbitmqSettings.filter(({ name }) => before.some((each) => each.name === name));
const whole = (now: Copies[] | null) =>
  wholeSettings(settings, ({ name }) => [name], { before, now }).map(({ name }) => name);

test('a setting is whole by itself, whatever another one lacks', () => {
  const late = copies('stream-confirms', NODES, ['1', '2']);
  expect(whole([copies('quorum-confirms', NODES), late, copies('classic-confirms', ['1'])])).toEqual([
    'quorum-confirms',
    'classic-confirms',
  ]);
});

test('what had one copy and is gone is settled; what had several, or has its one copy on a node that is away, is not', () => {
  expect(whole([])).toEqual(['classic-confirms']);
  expect(whole([copies('classic-confirms', ['1'], [])])).toEqual([]);
});

test('where nobody tells of any copy nothing is settled', () => {
  expect(whole(null)).toEqual([]);
});
