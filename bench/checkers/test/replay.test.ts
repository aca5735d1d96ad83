import { expect, test } from 'vitest';
import { check, operation, small } from '../testing/small.ts';

function replayed(before: object | null, after: object | null) {
  const evidence = small();
  evidence.history.push(operation('digest', 'invoke', 'before'));
  if (before) evidence.history.push(operation('digest', 'ok', 'before', before));
  if (after) evidence.history.push(operation('digest', 'ok', 'after', after));
  return check('replay', evidence);
}

test('Holds when state and notifications are the same, in whatever order they are listed', () => {
  const verdict = replayed(
    { state: 'abc', notifications: ['n1', 'n2'] },
    { state: 'abc', notifications: ['n2', 'n1'] },
  );
  expect(verdict).toMatchObject({ outcome: 'holds', counted: { digests: 2 } });
});

test('Another state breaks it', () => {
  const verdict = replayed({ state: 'abc', notifications: 2 }, { state: 'abd', notifications: 2 });
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['state'] });
});

test('One notification more breaks it', () => {
  const verdict = replayed({ state: 'abc', notifications: ['n1'] }, { state: 'abc', notifications: ['n1', 'n2'] });
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['notifications'] });
});

test('A replay that was not read afterwards is unknown', () => {
  expect(replayed({ state: 'abc', notifications: 1 }, null).outcome).toBe('unknown');
});

test('Does not apply where nothing was replayed', () => {
  expect(check('replay', small()).outcome).toBe('not-applicable');
});

test('A rebuild with a gap is unknown, with its words, however many others held; and no excuse for one that did not', () => {
  const rebuilt = (more: object) => {
    const evidence = small();
    const digest = (key: string, value: object) => evidence.history.push(operation('digest', 'ok', key, value));
    digest('whole/before', { state: 'abc', notifications: 1 });
    digest('whole/after', { state: 'abc', notifications: 1, ...more });
    evidence.history.push(operation('digest', 'info', 'stream/after', { error: '12 events are not in the stream' }));
    return check('replay', evidence);
  };
  expect(rebuilt({})).toMatchObject({
    outcome: 'unknown',
    because: 'Not all was there for stream: 12 events are not in the stream.',
  });
  expect(rebuilt({ state: 'abd' })).toMatchObject({ outcome: 'violated', offending: ['state'] });
});

test('Equal sums with other events behind them break it', () => {
  const same = { state: 'abc', notifications: 1 };
  const verdict = replayed({ ...same, events: 'e1' }, { ...same, events: 'e2' });
  expect(verdict).toMatchObject({ outcome: 'violated', offending: ['events'] });
  expect(replayed({ ...same, events: 'e1' }, { ...same, events: 'e1' }).outcome).toBe('holds');
});
