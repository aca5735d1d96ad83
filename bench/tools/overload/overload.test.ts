import { describe, expect, test } from 'vitest';
import type { Journey } from '../../experiments/trial/journey.ts';
import type { Operation } from '../../record/history.ts';
import { judgeOverload, type Overloaded } from './judge-overload.ts';
import { overloadFigures } from './overload-figures.ts';

/** Every 20 ms an order: 10 s before, 10 s of overload in which every second one is refused, and 20 s after. */
function story(slowUntilS = 0, retryAfter = true) {
  const journeys: Journey[] = [];
  const operations: Operation[] = [];
  for (let t = 0; t < 40e6; t += 20_000) {
    const key = `k-${t}`;
    const busy = t >= 10e6 && t < 20e6;
    const refused = busy && (t / 20_000) % 2 === 1;
    const wait = t >= 20e6 && t < 20e6 + slowUntilS * 1e6 ? 900_000 : 5000;
    const answered = t + wait;
    const orderId = refused ? null : key;
    const outcome = refused ? 'refused' : 'accepted';
    journeys.push({
      key,
      intended: t,
      sent: t,
      answered,
      outcome,
      orderId,
      completed: refused ? null : answered + 1e6,
    });
    const value = refused
      ? { status: 429, error: 'http-429', ...(retryAfter && { retryAfter: '1' }) }
      : { status: 202 };
    const type = refused ? 'fail' : 'ok';
    operations.push({ i: 0, t: answered, trial: 'x', process: 'generator', f: 'place-order', type, key, value });
  }
  return overloadFigures(journeys, operations, { from: 10e6, to: 20e6, end: 40e6 });
}

const good = (): Overloaded => ({
  figures: story(),
  memory: [{ process: 'orders', peakMiB: 200, boundMiB: 256 }],
  checks: { outcome: 'holds', verdicts: [] },
  generator: { lateP99Ms: 3, denied: 0 },
});

const verdict = (check: string, outcome: 'violated' | 'unknown') => ({
  check,
  outcome,
  because: 'One order is missing.',
  counted: {},
  findings: 0,
  offending: [],
  subHistory: [],
});

test('figures of an overload are those of the requests due in it', () => {
  expect(story()).toEqual({
    offered: 500,
    completed: 275,
    answers: { 202: 250, 429: 250 },
    refusals: 250,
    withRetryAfter: 250,
    p99BeforeMs: 5,
    normalAfterS: 0,
    drainedAfterS: 1,
  });
  expect(story(4).normalAfterS).toBe(4);
  expect(story(20).normalAfterS).toBeNull();
});

describe('an overload is judged', () => {
  test('to hold when refusals are polite, memory is bounded, nothing is lost and p99 is soon normal', () => {
    expect(judgeOverload(good())).toEqual({ outcome: 'holds', reasons: [] });
  });

  test.each<[string, Partial<Overloaded>, RegExp]>([
    ['a refusal without Retry-After', { figures: story(0, false) }, /250 refusals without Retry-After/],
    ['more memory than allowed', { memory: [{ process: 'orders', peakMiB: 257, boundMiB: 256 }] }, /grew to 257 MiB/],
    ['a lost order', { checks: { outcome: 'violated', verdicts: [verdict('lost', 'violated')] } }, /lost violated/],
    ['a p99 that stays high', { figures: story(12) }, /normal 12 s after/],
    ['a p99 that never is normal again', { figures: story(20) }, /never normal/],
    ['a timeout', { figures: { ...story(), answers: { 202: 499, timeout: 1 } } }, /1 requests ended with timeout/],
    ['a 500', { figures: { ...story(), answers: { 202: 499, 500: 1 } } }, /1 requests ended with 500/],
    ['a request of which nothing is known', { figures: { ...story(), answers: { 202: 499 } } }, /of 1 requests/],
  ])('violated by %s', (_, bad, reason) => {
    const { outcome, reasons } = judgeOverload({ ...good(), ...bad });
    expect(outcome).toBe('violated');
    expect(reasons.join()).toMatch(reason);
  });

  test.each<[string, Partial<Overloaded>]>([
    ['the generator was late', { generator: { lateP99Ms: 5000, denied: 0 }, figures: story(12) }],
    ['the system had no connection for a request', { generator: { lateP99Ms: 3, denied: 1 } }],
    ['nothing was offered', { figures: { ...story(), offered: 0, answers: {} } }],
    ['nearly all that was offered was completed', { figures: { ...story(), completed: 450 } }],
    ['a check is unknown', { checks: { outcome: 'unknown', verdicts: [verdict('stuck', 'unknown')] } }],
  ])('to say nothing when %s', (_, unfit) => {
    expect(judgeOverload({ ...good(), ...unfit }).outcome).toBe('could-not-run');
  });

  test('violated by a lost order whatever the generator did', () => {
    const lost = { outcome: 'violated' as const, verdicts: [verdict('lost', 'violated')] };
    expect(judgeOverload({ ...good(), checks: lost, generator: { lateP99Ms: 5000, denied: 0 } }).outcome).toBe(
      'violated',
    );
  });
});
