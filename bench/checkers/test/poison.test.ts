import { expect, test } from 'vitest';
import { judgedMode } from '../testing/judged-modes.ts';
import { check, operation, small, withPill } from '../testing/small.ts';

const redrive = () => operation('redrive', 'ok', 'pill-1');
const applied = { messageId: 'pill-1', position: 'queue' };

test('Holds when a pill was parked with its reason, recognised by its body', () => {
  expect(check('poison', withPill())).toMatchObject({ outcome: 'holds', counted: { pills: 1 } });
});

test('A pill that is not parked breaks it', () => {
  const evidence = withPill();
  evidence.final.parked = [];
  expect(check('poison', evidence)).toMatchObject({ outcome: 'violated', offending: ['pill-1'] });
});

test('A pill that is parked without a reason breaks it', () => {
  const evidence = withPill();
  evidence.final.parked[0]!.reason = '';
  expect(check('poison', evidence).outcome).toBe('violated');
});

test('A good message that is parked breaks it, with or without a pill', () => {
  for (const evidence of [withPill(), small()]) {
    evidence.final.parked.push({
      messageId: 'm1',
      orderId: 'o1',
      role: 'inventory',
      consumer: 'inventory',
      reason: 'gave up',
      body: '{}',
    });
    expect(check('poison', evidence)).toMatchObject({ outcome: 'violated', offending: ['m1'] });
  }
});

test('A good order that is stuck behind a pill breaks it', () => {
  const evidence = withPill();
  evidence.final.quiescent = false;
  evidence.final.orders[0]!.status = 'pending';
  expect(check('poison', evidence)).toMatchObject({ outcome: 'violated', offending: ['o1'] });
});

test('A redriven message takes effect once or is parked again, not both', () => {
  const parkedAgain = withPill();
  parkedAgain.history.push(redrive());
  expect(check('poison', parkedAgain).outcome).toBe('holds');

  const both = withPill();
  both.history.push(redrive());
  both.final.messages![1]!.inbox.push(applied);
  expect(check('poison', both).outcome).toBe('violated');

  const once = withPill();
  once.history.push(redrive());
  once.final.messages![1]!.inbox.push(applied);
  once.final.parked = [];
  expect(check('poison', once).outcome).toBe('holds');
});

test('A redriven message without any effect breaks it', () => {
  const evidence = withPill();
  evidence.history.push(redrive());
  evidence.final.parked = [];
  expect(check('poison', evidence)).toMatchObject({ outcome: 'violated', offending: ['pill-1'] });
});

test('In sync mode a pill is refused with a 4xx problem', () => {
  const sync = (type: 'ok' | 'fail', value: object | null) => {
    const evidence = small();
    evidence.history.push(operation('poison', type, 'pill-1', value));
    return check('poison', { ...evidence, mode: judgedMode('calls'), fault: 'poison' }).outcome;
  };
  expect(sync('fail', { status: 400, error: 'not-json' })).toBe('holds');
  expect(sync('fail', { error: 'ECONNREFUSED' })).toBe('unknown');
  expect(sync('ok', null)).toBe('violated');
});

test('Does not apply to a trial without pills', () => {
  expect(check('poison', small()).outcome).toBe('not-applicable');
});

test('A pill that is tried for ever, so that nothing comes to rest, breaks it', () => {
  const evidence = withPill();
  evidence.final.parked = [];
  evidence.final.quiescent = false;
  expect(check('poison', evidence)).toMatchObject({ outcome: 'violated', offending: ['pill-1'] });
});

test('In sync mode a stored call that is refused for good is parked with its reason', () => {
  const evidence = { ...withPill(), mode: judgedMode('calls') };
  expect(check('poison', evidence).outcome).toBe('holds');
  evidence.final.parked = [];
  expect(check('poison', evidence).outcome).toBe('violated');
});
