import type { Operation } from '../../../record/history.ts';
import { member } from '../../operations.ts';
import type { Random } from '../random.ts';
import { type Corruption, change, type Finished, unproven, violates } from './corruption.ts';

const writing = (type: Operation['type']) => (operation: Operation) =>
  operation.f === 'write' && operation.type === type;

/** The records of the setting that keeps them, or of the other. */
const idsOf = ({ history }: Finished, survives: boolean) =>
  new Set(
    history
      .filter((each) => writing('invoke')(each) && member(each.value, 'survives') === survives)
      .map(({ key }) => key),
  );

/** A record that was acknowledged and is to be kept; undefined where none is. */
const kept = (evidence: Finished, random: Random) => {
  const ids = idsOf(evidence, true);
  return random.some(evidence.history.filter((each) => writing('ok')(each) && ids.has(each.key)))?.key;
};

const gone = ({ final: { written } }: Finished, { key }: Operation) => !(written ?? []).includes(key);

export const acknowledgedSurvives: Corruption[] = [
  violates('an acknowledged record vanishes', (evidence, random) => {
    const id = kept(evidence, random);
    evidence.final.written = evidence.final.written?.filter((each) => each !== id) ?? null;
    return id !== undefined;
  }),
  violates('an acknowledged record is there under another id', (evidence, random) => {
    const id = kept(evidence, random);
    evidence.final.written = evidence.final.written?.map((each) => (each === id ? random.uuid() : each)) ?? null;
    return id !== undefined;
  }),
  violates('what is not there was acknowledged after all', (evidence, random) => {
    const ids = idsOf(evidence, true);
    const inDoubt = (each: Operation) => writing('info')(each) && ids.has(each.key) && gone(evidence, each);
    return change(random, evidence.history, inDoubt, (each) => Object.assign(each, { type: 'ok', value: null }));
  }),
  violates('nobody knows that a lost record was promised nothing', (evidence, random) => {
    const ids = idsOf(evidence, false);
    const acknowledged = new Set(evidence.history.filter(writing('ok')).map(({ key }) => key));
    const isLost = (each: Operation) =>
      writing('invoke')(each) && ids.has(each.key) && acknowledged.has(each.key) && gone(evidence, each);
    return change(random, evidence.history, isLost, (each) => (each.value = null));
  }),
  unproven('nothing was read at the end', ({ final }) => {
    const read = (final.written ?? null) !== null;
    final.written = null;
    return read;
  }),
  unproven('one setting was not read at the end', (evidence) => {
    const keeps = evidence.history.find((each) => writing('invoke')(each) && member(each.value, 'survives') === true);
    if (keeps) evidence.final.unread = [keeps.process];
    return keeps !== undefined;
  }),
  unproven('one setting misses a record, and not all of its copies came back', (evidence, random) => {
    const id = kept(evidence, random);
    evidence.final.written = evidence.final.written?.filter((each) => each !== id) ?? null;
    evidence.final.unsettled = evidence.history.flatMap(({ key, process }) => (key === id ? [process] : []));
    return id !== undefined;
  }),
  unproven('a record is missing before all has healed', (evidence, random) => {
    const id = kept(evidence, random);
    evidence.final.written = evidence.final.written?.filter((each) => each !== id) ?? null;
    evidence.final.quiescent = false;
    return id !== undefined;
  }),
];
