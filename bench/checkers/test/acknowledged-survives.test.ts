import { expect, test } from 'vitest';
import { check, operation, small } from '../testing/small.ts';

const NAME = 'acknowledged-survives';

/** Two records of a setting that keeps them, and one of a setting that need not; all acknowledged. */
function written(ids: string[] | null = ['safe-1', 'safe-2', 'loose-1']) {
  const evidence = small();
  const write = (key: string, survives: boolean) => [
    operation('write', 'invoke', key, { survives }),
    operation('write', 'ok', key),
  ];
  const history = [...write('safe-1', true), ...write('safe-2', true), ...write('loose-1', false)];
  return { ...evidence, history, final: { ...evidence.final, written: ids } };
}

test('holds when every acknowledged record that was to be kept is there, with no order at all', () => {
  expect(check(NAME, written())).toMatchObject({
    outcome: 'holds',
    counted: { promised: 2, 'lost without a promise': 0 },
  });
});

test('a record that was acknowledged and is gone is named, with its operations', () => {
  const evidence = written(['safe-1', 'loose-1']);
  const verdict = check(NAME, evidence);
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['safe-2'] });
  expect(verdict.subHistory).toEqual(evidence.history.slice(2, 4));
});

test('what a setting without a promise lost is counted and breaks no rule', () => {
  expect(check(NAME, written(['safe-1', 'safe-2']))).toMatchObject({
    outcome: 'holds',
    counted: { 'lost without a promise': 1 },
  });
});

test('a record that was never acknowledged may be missing', () => {
  const evidence = written(['safe-1', 'loose-1']);
  evidence.history[3]!.type = 'info';
  expect(check(NAME, evidence).outcome).toBe('holds');
});

test('where no setting promises anything, and where nothing was written, it does not apply', () => {
  const evidence = written([]);
  for (const each of evidence.history) if (each.type === 'invoke') each.value = { survives: false };
  expect(check(NAME, evidence).outcome).toBe('not-applicable');
  expect(check(NAME, small()).outcome).toBe('not-applicable');
});

test('what was not read of one setting says nothing of it, and hides nothing of another', () => {
  const evidence = written(['safe-1', 'loose-1']);
  for (const each of evidence.history) each.process = each.key;
  const unread = { ...evidence, final: { ...evidence.final, unread: ['safe-2'] } };
  expect(check(NAME, unread)).toMatchObject({ outcome: 'unknown', because: expect.stringContaining('safe-2') });
  expect(check(NAME, { ...unread, final: { ...unread.final, written: [] } })).toMatchObject({
    outcome: 'violated',
    offending: ['safe-1'],
  });
  expect(
    check(NAME, { ...unread, final: { ...evidence.final, written: ['safe-1', 'safe-2'], unread: ['loose-1'] } }),
  ).toMatchObject({
    outcome: 'holds',
  });
});
