import { keyOf } from '../record/attempt-key.ts';
import type { Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { member, refusesBody } from './operations.ts';

const FAULT = 'rolling-restart';
/** REST: for so long after inventory is back the circuit may still be open. Microseconds. */
const CIRCUIT_US = 1.5e6;

interface Absence {
  from: number;
  to: number;
}

/**
 * What a service has taken it answers before it goes, and it refuses nobody but while it is away. Certain is: an order that
 * is stored was taken, so its client gets an answer and no reset; and who is refused overlaps the absence of a service that
 * an answer needs. An idle connection that the server closes as a request arrives resets it too: then nothing is stored.
 */
export const drain = defineChecker(
  'drain',
  `under ${FAULT}, an order that was taken loses its answer, or one is refused although no service its answer needs was away`,
  ({ evidence, attempts, faults, final, found }) => {
    if (evidence.fault !== FAULT) return { outcome: 'not-applicable', because: 'No service was asked to restart.' };
    const away = absences(faults, evidence.mode.answeredBy);
    if (away.length === 0) return { outcome: 'unknown', because: 'The history does not say when a service was away.' };
    const stored = new Set(final.orders.map(keyOf));
    let [due, refused] = [0, 0];
    for (const { key, invocations, refusals, doubts } of attempts.values()) {
      const [sent] = invocations;
      if (!sent) continue;
      if (away.some(({ from, to }) => sent.t >= from && sent.t <= to)) due++;
      for (const bad of [...refusals, ...doubts]) {
        if (refusesBody(bad)) continue;
        refused++;
        const code = describe(bad);
        if (bad.type === 'info' && member(bad.value, 'status') === undefined && stored.has(key)) {
          found.now(key, `was taken, and its answer was lost (${code})`, key);
        } else if (!away.some(({ from, to }) => sent.t <= to && bad.t >= from)) {
          found.now(key, `was refused (${code}) while every service its answer needs was there`, key);
        }
      }
    }
    return {
      looked: due,
      counted: { 'due while a service was away': due, refused },
      because: `${refused} orders were refused, all of them while a service was away; every order that was taken got its answer.`,
    };
  },
);

function absences(faults: Operation[], roles: readonly string[]): Absence[] {
  const found: Absence[] = [];
  const isOf = (role: string, type: Operation['type']) => (operation: Operation) =>
    operation.type === type &&
    member(operation.value, 'phase') === 'restart' &&
    member(operation.value, 'role') === role;
  for (const role of roles) {
    const from = faults.find(isOf(role, 'invoke'))?.t;
    const to = faults.find(isOf(role, 'ok'))?.t;
    if (from !== undefined && to !== undefined) found.push({ from, to: role === 'inventory' ? to + CIRCUIT_US : to });
  }
  return found;
}

const describe = ({ value }: Operation) => String(member(value, 'status') ?? member(value, 'error'));
