import type { Role } from '../../../common/mode.ts';
import { SteadyReader } from '../../../common/store/steady-reader.ts';

const MOST_ROWS = 4000;
const MOST_OPEN = 500;

/** What is new in the tables of one lane since they were read last, and once more what somebody wants to see again. */
export class TableNews {
  readonly #reader: SteadyReader;
  readonly #cursors = new Map<string, number>();
  readonly #open = new Map<string, Set<number>>();

  constructor(dataFolder: string) {
    this.#reader = new SteadyReader(dataFolder);
  }

  /** `order`: the column that numbers its rows. Of more rows than fit the oldest are left out, and counted. */
  async read<Row>(
    role: Role,
    table: string,
    order: string,
    columns: string,
  ): Promise<{ rows: Row[]; omitted: number }> {
    const name = `${role}.${table}`;
    const select = `SELECT ${columns} FROM ${table} WHERE ${order}`;
    const rows: Row[] = [];
    const open = this.#open.get(name) ?? [];
    this.#open.delete(name);
    for (const row of open) rows.push(...(await this.#reader.select<Row>(role, `${select} = ?`, row)));
    const highest = `SELECT MAX(${order}) AS last FROM ${table}`;
    const last = (await this.#reader.select<{ last: number | null }>(role, highest))[0]?.last ?? 0;
    const cursor = this.#cursors.get(name) ?? 0;
    const from = Math.max(cursor, last - MOST_ROWS);
    this.#cursors.set(name, last);
    const isNew = `${select} > ? AND ${order} <= ? ORDER BY ${order}`;
    if (last > from) rows.push(...(await this.#reader.select<Row>(role, isNew, from, last)));
    return { rows, omitted: from - cursor };
  }

  /** This row is given at the next look, too. */
  again(role: Role, table: string, row: number): void {
    const name = `${role}.${table}`;
    const open = this.#open.get(name) ?? new Set();
    if (open.size < MOST_OPEN) open.add(row);
    this.#open.set(name, open);
  }
}
