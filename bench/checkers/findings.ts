import type { Operation } from '../record/history.ts';
import { member } from './operations.ts';

const MOST_OFFENDERS = 20;
const MOST_OPERATIONS = 40;
/** So many offenders are shown in full; more would push each other out of the sub-history. */
const SHOWN_OFFENDERS = 8;

/** The first in full, and how many there are besides. */
export const sentenceOf = ({ first, count }: { first: string; count: number }): string =>
  count > 1 ? `${first} (and ${count - 1} more).` : `${first}.`;

/** What one check found. Only the first offenders are kept; all are counted. */
export class Findings {
  readonly offending: string[] = [];
  count = 0;
  /** Findings that may still go away because the pipeline has not come to rest. */
  postponed = 0;
  /** What is told of the first; '' where there is none. */
  first = '';
  readonly #related = new Set<string>();
  readonly #quiescent: boolean;

  constructor(quiescent: boolean) {
    this.#quiescent = quiescent;
  }

  /** A break that waiting cannot mend. `related` are keys of operations and order ids that show it. */
  now(id: string, says: string, ...related: string[]): void {
    this.count++;
    if (this.first === '') this.first = `${id} ${says}`;
    if (this.offending.length >= MOST_OFFENDERS || this.offending.includes(id)) return;
    this.offending.push(id);
    if (this.offending.length > SHOWN_OFFENDERS) return;
    this.#related.add(id);
    for (const key of related) this.#related.add(key);
  }

  /** A break only if nothing is under way any more. */
  atRest(id: string, says: string, ...related: string[]): void {
    if (this.#quiescent) this.now(id, says, ...related);
    else this.postponed++;
  }

  sentence(): string {
    return sentenceOf(this);
  }

  /** The operations under the offenders' keys and those that were answered with their order ids. */
  subHistory(history: Operation[]): Operation[] {
    const related = this.#related;
    const shown: Operation[] = [];
    for (const operation of history) {
      if (shown.length === MOST_OPERATIONS) break;
      const answered = operation.type === 'ok' ? member(operation.value, 'orderId') : undefined;
      if (related.has(operation.key) || (typeof answered === 'string' && related.has(answered))) shown.push(operation);
    }
    return shown;
  }
}
