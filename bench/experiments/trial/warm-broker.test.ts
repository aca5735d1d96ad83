import { expect, test } from 'vitest';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import type { Session } from '../../lab/session.ts';
import { modes } from '../../modes.ts';
import { brokerWarmer } from './warm-broker.ts';

test('each broker is warmed once, and so is one that took its place', async () => {
  const brokers = new Map<Mode, Broker>();
  const start = (mode: Mode) => brokers.set(mode, {} as Broker);
  const brokerFor = async (mode: Mode) => brokers.get(mode) ?? null;
  const session = { say: () => {}, brokerFor } as unknown as Session;
  const warmed: string[] = [];
  const warm = brokerWarmer(session, async (_, mode) => void warmed.push(mode.name));
  const [first, ...others] = modes.filter(({ broker }) => broker !== null);
  if (!first) throw new Error('no mode has a broker');
  for (const mode of [first, ...others]) start(mode);
  for (const mode of [...modes, ...modes]) await warm(mode, 1);
  expect(warmed.toSorted()).toEqual([first, ...others].map(({ name }) => name).toSorted());
  start(first);
  await warm(first, 1);
  expect(warmed.slice(1 + others.length)).toEqual([first.name]);
});
