import { inspect, type Steady } from './inspector.ts';
import type { SqlValue } from './store.ts';

/**
 * Looks at the stores of one lab many times a second. It gives what `select` of the inspector gives, and neither opens a store nor
 * prepares a question twice, which costs several times as much as the answer. Closed with this process, or by `close`.
 */
export class SteadyReader {
  readonly #folder: string;
  readonly #open = new Map<string, Promise<Steady>>();

  constructor(dataFolder: string) {
    this.#folder = dataFolder;
  }

  /** What is committed now; nothing while there is no such store. Throws when it has no such table. */
  async select<Row>(store: string, sql: string, ...params: SqlValue[]): Promise<Row[]> {
    const open = this.#open.get(store) ?? inspect(this.#folder, store).then((it) => it.steady());
    this.#open.set(store, open);
    return (await open).select<Row>(sql, ...params);
  }

  close(): void {
    for (const open of this.#open.values()) void open.then((it) => it.close());
    this.#open.clear();
  }
}
