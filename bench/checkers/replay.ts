import type { Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import type { Findings } from './findings.ts';
import { member } from './operations.ts';

/**
 * Reading everything again changes nothing: neither the state nor the set of notifications, nor what events say where they were compared. A list of notifications is
 * compared as a set, anything else as it is.
 */
export const replay = defineChecker(
  'replay',
  'the state digest, the set of notifications or what the events of an order say changes by a replay',
  ({ digests, evidence, found }) => {
    if (digests.length === 0) {
      const because =
        evidence.mode.medium.kind === 'calls'
          ? 'Calls leave nothing to replay.'
          : 'Nothing was replayed in this trial.';
      return { outcome: 'not-applicable', because };
    }
    const taken = digests.filter(({ type }) => type === 'ok');
    const before = taken.filter(({ key }) => phaseOf(key) === 'before');
    const after = taken.filter(({ key }) => phaseOf(key) === 'after');
    const names = new Set(digests.map(({ key }) => nameOf(key)));
    const open: string[] = [];
    for (const name of names) {
      const own = ({ key }: Operation) => nameOf(key) === name;
      const which = name === '' ? 'the replay' : name;
      const [first, ...others] = before.filter(own);
      const later = [...others, ...after.filter(own)];
      const missing = digests.filter(own).map(({ value }) => member(value, 'error'));
      const [gap] = missing.filter((error) => typeof error === 'string');
      if (gap !== undefined) open.push(`Not all was there for ${which}: ${gap}.`);
      else if (!first || !after.some(own)) open.push(`The digests before and after ${which} are not both there.`);
      if (first) for (const one of later) compare(first, one, found);
    }
    const [because] = open;
    if (because !== undefined) return { outcome: 'unknown', because };
    return {
      looked: after.length,
      counted: { digests: before.length + after.length },
      because: 'State and notifications are the same before and after the replay.',
    };
  },
);

/** Several rebuilds in one trial have keys like `outbox-to-private-queue/before`. */
const nameOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));
const phaseOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

function compare(first: Operation, later: Operation, found: Findings): void {
  const events = [first, later].some(({ value }) => member(value, 'events') !== undefined) ? ['events'] : [];
  for (const part of ['state', 'notifications', ...events]) {
    const was = digest(first, part);
    const is = digest(later, part);
    if (was === '' || is === '') found.now(part, 'has no digest', first.key, later.key);
    else if (was !== is) {
      found.atRest(part, `was ${brief(was)} before the replay and ${brief(is)} after`, first.key, later.key);
    }
  }
}

function digest(operation: Operation, part: string): string {
  const value = member(operation.value, part);
  if (value === undefined || value === null) return '';
  return JSON.stringify(
    Array.isArray(value) ? [...new Set(value.map((entry) => JSON.stringify(entry)))].sort() : value,
  );
}

const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
