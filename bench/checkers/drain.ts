import { keyOf } from '../record/attempt-key.ts';
import { rolling } from '../record/fault-name.ts';
import type { Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { member, refusesBody } from './operations.ts';

/** REST: for so long after inventory is back the circuit may still be open. Microseconds. */
const CIRCUIT_US = 1.5e6;
const TOO_MANY = 429;

interface Restart {
  role: string;
  from: number;
  to: number;
  /** How many processes the role has. */
  of: number;
}

/**
 * What a service has taken it answers before it goes, and it refuses nobody but while it is away. Certain is: an order that
 * is stored was taken, so its client gets an answer and no reset; and who is refused overlaps the absence of a service that
 * an answer needs. Told to come later (429) is whoever comes when too many do, also while nobody is away: that is counted, and is
 * no sign of a restart. An idle connection that the server closes as a request arrives resets it too: then nothing is stored.
 */
export const drain = defineChecker(
  'drain',
  `under ${rolling.all} and ${rolling.inventory}, an order that was taken loses its answer, or one is refused although no service its answer needs was away`,
  ({ evidence, attempts, faults, final, found }) => {
    if (!(Object.values(rolling) as string[]).includes(evidence.fault))
      return { outcome: 'not-applicable', because: 'No service was asked to restart.' };
    if (evidence.fault === rolling.inventory && !evidence.mode.answeredBy.includes('inventory'))
      return { outcome: 'not-applicable', because: 'Orders are answered without inventory.' };
    const restarts = restartsOf(faults, evidence.mode.answeredBy);
    const away = restarts.filter(isMissed);
    if (restarts.length === 0)
      return { outcome: 'unknown', because: 'The history does not say when a service was away.' };
    const stored = new Set(final.orders.map(keyOf));
    let [due, refused, later] = [0, 0, 0];
    for (const { key, invocations, refusals, doubts } of attempts.values()) {
      const [sent] = invocations;
      if (!sent) continue;
      if (restarts.some(({ from, to }) => sent.t >= from && sent.t <= to)) due++;
      for (const bad of [...refusals, ...doubts]) {
        if (refusesBody(bad)) continue;
        if (member(bad.value, 'status') === TOO_MANY) {
          later++;
          continue;
        }
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
      counted: { 'due while a service restarted': due, refused, 'told to come later': later },
      because: `${refused} orders were refused, all of them while a service was away; every order that was taken got its answer.`,
    };
  },
);

/** When one process after the other of these roles restarted. */
function restartsOf(faults: Operation[], roles: readonly string[]): Restart[] {
  return roles.flatMap((role) => {
    const told = faults.filter(({ value }) => member(value, 'phase') === 'restart' && member(value, 'role') === role);
    return told.flatMap(({ t: from, type, value }, index) => {
      const end = told[index + 1];
      if (type !== 'invoke' || end?.type !== 'ok') return [];
      const to = role === 'inventory' ? end.t + CIRCUIT_US : end.t;
      return [{ role, from, to, of: Number(member(value, 'of') ?? 1) }];
    });
  });
}

/**
 * While one process of several restarts, who calls it passes it over; only for customers there is nobody to do so, where
 * their connection was to the one that goes.
 */
const isMissed = ({ role, of }: Restart) => role === 'orders' || of === 1;

const describe = ({ value }: Operation) => String(member(value, 'status') ?? member(value, 'error'));
