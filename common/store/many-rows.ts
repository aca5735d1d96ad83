import type { SqlValue, Tx } from './store.ts';

/**
 * Many rows in a handful of statements: behind a socket each statement costs a round trip. A statement takes this many rows
 * at most, and fewer in powers of two, so that an engine sees few texts and prepares each once. A few rows go one by one:
 * in SQLite a statement of several rows pays off from about a dozen on.
 */
const MOST_AT_ONCE = 64;
const FEWEST_AT_ONCE = 8;

/** One statement for some of the rows. */
export interface Part {
  sql: string;
  params: SqlValue[];
  rows: number;
}

/**
 * How rows get into a table: gives for the values of all rows, one row after the other, the statements to run, in order.
 * `then` follows the values: what to do in a conflict, what to return.
 */
export function insertInto(table: string, columns: readonly string[], then = ''): (values: SqlValue[]) => Part[] {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const textOf = remembered(
    (rows) => `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')} ${then}`,
  );
  return (values) => partsOf(values, columns.length, textOf);
}

/** How rows are looked up by one of their columns: `select` ends before the list, as in `SELECT … WHERE sku IN`. */
export function selectIn<Row>(select: string): (tx: Pick<Tx, 'all'>, keys: SqlValue[]) => Promise<Row[]> {
  const textOf = remembered((rows) => `${select} (${Array(rows).fill('?').join(', ')})`);
  return async (tx, keys) => {
    const found: Row[] = [];
    for (const { sql, params } of partsOf(keys, 1, textOf)) found.push(...(await tx.all<Row>(sql, ...params)));
    return found;
  };
}

function partsOf(values: SqlValue[], perRow: number, textOf: (rows: number) => string): Part[] {
  const all = values.length / perRow;
  const parts: Part[] = [];
  for (let from = 0; from < all; ) {
    let rows = MOST_AT_ONCE;
    while (rows > all - from) rows = rows > FEWEST_AT_ONCE ? rows / 2 : 1;
    const whole = rows === all;
    parts.push({
      sql: textOf(rows),
      params: whole ? values : values.slice(from * perRow, (from + rows) * perRow),
      rows,
    });
    from += rows;
  }
  return parts;
}

function remembered(make: (rows: number) => string): (rows: number) => string {
  const texts = new Map<number, string>();
  return (rows) => {
    let text = texts.get(rows);
    if (text === undefined) texts.set(rows, (text = make(rows)));
    return text;
  };
}
