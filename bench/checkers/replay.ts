import type { Operation } from '../history.ts';
import { defineChecker } from './define-checker.ts';
import { member } from './operations.ts';

/**
 * Reading everything again changes nothing: neither the state nor the set of notifications. A list of notifications is
 * compared as a set, anything else as it is.
 */
export const replay = defineChecker(
  'replay',
  'the state digest or the set of notifications changes by a replay',
  ({ digests, evidence, found }) => {
    if (digests.length === 0) {
      const because =
        evidence.mode === 'sync-rest' ? 'Calls leave nothing to replay.' : 'Nothing was replayed in this trial.';
      return { outcome: 'not-applicable', because };
    }
    const before = digests.filter(({ type, key }) => type === 'ok' && key === 'before');
    const after = digests.filter(({ type, key }) => type === 'ok' && key === 'after');
    const [first] = before;
    if (!first || after.length === 0) {
      return { outcome: 'unknown', because: 'The digests before and after the replay are not both there.' };
    }
    for (const later of [...before.slice(1), ...after]) {
      for (const part of ['state', 'notifications']) {
        const was = digest(first, part);
        const is = digest(later, part);
        if (was === '' || is === '') found.now(part, 'has no digest', first.key, later.key);
        else if (was !== is)
          found.atRest(part, `was ${brief(was)} before the replay and ${brief(is)} after`, 'before', 'after');
      }
    }
    return {
      looked: after.length,
      counted: { digests: before.length + after.length },
      because: 'State and notifications are the same before and after the replay.',
    };
  },
);

function digest(operation: Operation, part: string): string {
  const value = member(operation.value, part);
  if (value === undefined || value === null) return '';
  return JSON.stringify(
    Array.isArray(value) ? [...new Set(value.map((entry) => JSON.stringify(entry)))].sort() : value,
  );
}

const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
