import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../lab/until.ts';
import { startKnownServer } from '../self-test/start-known-server.ts';
import type { LiveBatch, LiveLoad, LiveOutcome, LiveTarget } from './live-messages.ts';
import { startLiveLoad } from './start-live-load.ts';

const load: LiveLoad = { perSecond: 100, skus: ['A', 'B'], weights: [1, 1], maxLines: 2 };
const options = { seed: 7, keyPrefix: 'live', timeoutMs: 2000 };
const guard = { pid: () => {}, forget: () => {} };

async function open(perSecond: number) {
  const sent: LiveBatch['sent'] = [];
  const sentTo: [lane: string, key: string][] = [];
  const ended: LiveOutcome[] = [];
  const ends: string[] = [];
  const onBatch = (batch: LiveBatch) => {
    sent.push(...batch.sent);
    for (const lane of batch.lanes) sentTo.push(...batch.sent.map(({ key }) => [lane, key] as [string, string]));
    ended.push(...batch.ended);
  };
  const generator = await startLiveLoad(
    options,
    { ...load, perSecond },
    { onBatch, onEnd: (how) => ends.push(how), guard },
  );
  onTestFinished(() => generator.stop());
  return { generator, sent, sentTo, ended, ends };
}

const keysOf = (ended: LiveOutcome[], lane: string) => ended.filter((one) => one.lane === lane).map(({ key }) => key);

test('every lane gets the same orders, each due at the same moment', async () => {
  await using one = await startKnownServer({ kind: 'statuses', statuses: [201] });
  await using two = await startKnownServer({ kind: 'delay', ms: 20 });
  const { generator, ended } = await open(100);
  generator.targets([
    { lane: 'one', url: one.url },
    { lane: 'two', url: two.url },
  ]);
  await until('both were answered', () => keysOf(ended, 'one').length > 100 && keysOf(ended, 'two').length > 100);
  const due = (lane: string) =>
    new Map(ended.filter((each) => each.lane === lane).map((each) => [each.key, each.intendedUs]));
  const [first, second] = [due('one'), due('two')];
  const both = [...first.keys()].filter((key) => second.has(key));
  expect(both.length).toBeGreaterThan(80);
  expect(both.filter((key) => first.get(key) !== second.get(key))).toEqual([]);
  expect(ended.every(({ type, status }) => type === 'ok' && status !== null)).toBe(true);
});

test('a change of the rate shows within a second, and at 0 nothing is sent', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [201] });
  const { generator, sent } = await open(20);
  generator.targets([{ lane: 'one', url: server.url }]);
  await until('it runs', () => sent.length > 10);
  generator.load({ ...load, perSecond: 400 });
  const changedUs = Number(process.hrtime.bigint() / 1000n);
  const between = (from: number, to: number) =>
    sent.filter(({ us }) => us - changedUs > from * 1e6 && us - changedUs < to * 1e6).length;
  await until('a second at the new rate is over', () => (sent.at(-1)?.us ?? 0) > changedUs + 2e6);
  expect(between(0.6, 1.6)).toBeGreaterThan(300);
  generator.load({ ...load, perSecond: 0 });
  const stoppedUs = Number(process.hrtime.bigint() / 1000n);
  await until('what was drawn is sent', () => Number(process.hrtime.bigint() / 1000n) > stoppedUs + 1.5e6);
  expect(sent.filter(({ us }) => us > stoppedUs + 0.6e6)).toEqual([]);
});

test('an order is told as sent to the lanes that there were when it was sent', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [201] });
  const { generator, sent, sentTo, ended } = await open(400);
  const [one, two] = ['one', 'two'].map((lane) => ({ lane, url: server.url })) as [LiveTarget, LiveTarget];
  for (const targets of [[one], [one, two], [two], [one, two], []]) {
    const before = sent.length;
    generator.targets(targets);
    if (targets.length > 0) await until('orders go to them', () => sent.length > before + 20);
  }
  const names = (of: [string, string][]) => of.map(String).sort();
  const isOver = () => (sent.at(-1)?.us ?? 0) < Number(process.hrtime.bigint() / 1000n) - 0.5e6;
  await until('nothing more is sent, and all is answered', () => isOver() && ended.length >= sentTo.length);
  expect(names(sentTo)).toEqual(names(ended.map(({ lane, key }) => [lane, key])));
});

test('who does not answer is given up, and a generator that dies is told of', async () => {
  await using server = await startKnownServer({ kind: 'statuses', statuses: [-1] });
  const { generator, ended, ends } = await open(20);
  generator.targets([{ lane: 'one', url: server.url }]);
  await until('one was given up', () => ended.length > 0, 5000);
  expect(ended[0]).toMatchObject({ type: 'info', count: 'timedOut', status: null, orderId: null });
  process.kill(generator.pid, 'SIGKILL');
  await until('its end is told', () => ends.length > 0);
  expect(ends).toEqual(['SIGKILL']);
});
