import { expect, test } from 'vitest';
import { acknowledgedSurvives } from '../../checkers/acknowledged-survives.ts';
import { witness } from '../../checkers/witness.ts';
import { modes } from '../../modes.ts';
import type { Operation } from '../../record/history.ts';
import { readAtTheEnd } from './read-at-the-end.ts';

const FAULT = 'one-after-another';
const operation = (f: Operation['f'], type: Operation['type'], process: string, key: string, value: unknown = null) =>
  ({ i: 0, t: 0, trial: 't', process, f, type, key, value }) as Operation;
const history = [
  ...['quorum', 'stream'].flatMap((setting) => [
    operation('write', 'invoke', setting, `${setting}-1`, { survives: true }),
    operation('write', 'ok', setting, `${setting}-1`),
  ]),
  operation('fault', 'ok', 'bench', FAULT, { phase: 'inject' }),
  operation('fault', 'ok', 'bench', FAULT, { phase: 'witness', happened: true, evidence: '2 takes 1 for gone' }),
];

/** The stream misses its record, and not all of its copies are there yet; of the queue these were read. */
const judged = (ofQueue: string[]) => ({
  mode: modes[0]!,
  fault: FAULT,
  history,
  final: readAtTheEnd([{ setting: 'quorum' }, { setting: 'stream', unsettled: true }], [ofQueue, []]),
});

test('what one setting lost is told, although copies of another one are still to come', () => {
  expect(acknowledgedSurvives.check(judged([]))).toMatchObject({ outcome: 'violated', offending: ['quorum-1'] });
});

test('a setting whose copies are still to come is not known, and named', () => {
  const verdict = acknowledgedSurvives.check(judged(['quorum-1']));
  expect(verdict).toMatchObject({ outcome: 'unknown', because: expect.stringContaining('copies of stream') });
});

test('that a fault happened is proven, whatever copies are still to come', () => {
  expect(witness.check(judged(['quorum-1'])).outcome).toBe('holds');
});

test('a setting that nobody could read is named, and does not hide what was read of the others', () => {
  const final = readAtTheEnd([{ setting: 'a' }, { setting: 'b', unreadable: true }], [['a-0'], null]);
  expect(final).toMatchObject({ quiescent: true, written: ['a-0'], unread: ['b'], unsettled: [] });
});
