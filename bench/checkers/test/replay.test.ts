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
