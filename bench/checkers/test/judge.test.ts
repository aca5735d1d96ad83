import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkers } from '../all.ts';
import { judge, worst } from '../judge.ts';
import { bareVerdict } from '../testing/bare-verdict.ts';
import { judgedModes } from '../testing/judged-modes.ts';
import { small, smallLog, withPill } from '../testing/small.ts';

const outcomes = (evidence: Parameters<typeof judge>[0]) =>
  new Set(judge(evidence).verdicts.map(({ outcome }) => outcome));

test('Every check that is written is in the list under a name of its own, and explained', () => {
  const folder = new URL('..', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const written = files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes('= defineChecker('));
  expect(checkers.size).toBe(written.length);
  for (const [name, checker] of checkers) {
    expect(checker.name).toBe(name);
    expect(checker.rule).not.toBe('');
  }
});

test.each([small, smallLog])('A small good run holds', (run) => {
  expect(judge(run()).outcome).toBe('holds');
});

test('An empty pipeline is unknown everywhere', () => {
  for (const mode of judgedModes) {
    const nothing = { orders: [], movements: [], notifications: [], parked: [], messages: [], log: [], queues: [] };
    const final = { ...small().final, ...nothing };
    expect(outcomes({ mode, fault: 'none', history: [], final })).toEqual(new Set(['unknown']));
    expect(outcomes({ mode, fault: 'none', history: [], final: null })).toEqual(new Set(['unknown']));
  }
});

test('Without final reads everything is unknown', () => {
  expect(outcomes({ ...withPill(), final: null })).toEqual(new Set(['unknown']));
});

test('A pipeline that never came to rest proves nothing good', () => {
  for (const evidence of [small(), smallLog()]) {
    evidence.final.quiescent = false;
    expect(outcomes(evidence)).toEqual(new Set(['unknown', 'not-applicable']));
  }
});

test('An acknowledged order with all final reads empty is lost', () => {
  const evidence = small();
  Object.assign(evidence.final, { orders: [], movements: [], notifications: [] });
  expect(judge(evidence).outcome).toBe('violated');
});

test('The worst verdict wins, and what does not apply says nothing', () => {
  const of = (...outcomes: ('holds' | 'violated' | 'unknown' | 'not-applicable')[]) =>
    worst(outcomes.map((outcome) => bareVerdict('', outcome)));
  expect(of('holds', 'unknown', 'violated')).toBe('violated');
  expect(of('holds', 'unknown', 'not-applicable')).toBe('unknown');
  expect(of('holds', 'not-applicable')).toBe('holds');
  expect(of('not-applicable')).toBe('unknown');
  expect(of()).toBe('unknown');
});

test('At most 20 offenders and 40 operations are listed, with all counted', () => {
  const evidence = small();
  const [first] = evidence.history;
  for (let n = 0; n < 50; n++) {
    const value = { status: 202, orderId: `lost-${n}`, orderStatus: 'pending' };
    for (let times = 0; times < 6; times++) evidence.history.push({ ...first!, type: 'ok', key: `x${n}`, value });
  }
  const verdict = judge(evidence).verdicts[0]!;
  expect(verdict.because).toContain('and 299 more');
  expect(verdict.offending).toHaveLength(20);
  expect(verdict.subHistory).toHaveLength(40);
});
