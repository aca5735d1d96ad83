import type { ColumnValue, SqlValue, Tx } from './store.ts';

/**
 * Many rows in a handful of statements: behind a socket each statement costs a round trip. An engine that takes lists is
 * given one list for each column. Another gets at most this many rows in a statement, and fewer in powers of two, so that it
 * sees few texts and prepares each once. A few rows go one by one: in SQLite a statement of several rows pays off from about
 * a dozen on.
 */
const MOST_AT_ONCE = 64;
const FEWEST_AT_ONCE = 8;

/** One statement for some of the rows. */
export interface Part {
  sql: string;
  params: SqlValue[];
  rows: number;
}

type Engine = Pick<Tx, 'takesLists'>;

/** What a column holds, in the words of PostgreSQL, which must know it of a list. */
type Columns = Record<string, 'text' | 'bigint' | 'bytea'>;

/**
 * How rows get into a table: gives for the values of all rows, one row after the other, the statements to run, in order.
 * `then` follows the values: what to do in a conflict, what to return.
 */
export function insertInto(table: string, columns: Columns, then = ''): (tx: Engine, values: ColumnValue[]) => Part[] {
  const names = Object.keys(columns);
  const insert = `INSERT INTO ${table} (${names.join(', ')})`;
  const row = `(${names.map(() => '?').join(', ')})`;
  const textOf = remembered((rows) => `${insert} VALUES ${Array(rows).fill(row).join(', ')} ${then}`);
  const lists = Object.values(columns).map((type) => `CAST(? AS ${type}[])`);
  const ofLists = `${insert} SELECT * FROM UNNEST(${lists.join(', ')}) ${then}`;
  return ({ takesLists }, values) => {
    const rows = values.length / names.length;
    if (!takesLists || rows < 2) return partsOf(values, names.length, textOf);
    return [{ sql: ofLists, params: names.map((_, at) => everyNth(values, names.length, at)), rows }];
  };
}

/** How rows are looked up by one of their columns: `select` ends before the list, as in `SELECT … WHERE sku IN`. */
export function selectIn<Row>(
  select: string,
  type: Columns[string] = 'text',
): (tx: Pick<Tx, 'all' | 'takesLists'>, keys: ColumnValue[]) => Promise<Row[]> {
  const textOf = remembered((rows) => `${select} (${Array(rows).fill('?').join(', ')})`);
  const ofList = `${select} (SELECT UNNEST(CAST(? AS ${type}[])))`;
  return async (tx, keys) => {
    if (tx.takesLists) return keys.length === 0 ? [] : tx.all<Row>(ofList, keys);
    const found: Row[] = [];
    for (const { sql, params } of partsOf(keys, 1, textOf)) found.push(...(await tx.all<Row>(sql, ...params)));
    return found;
  };
}

const everyNth = (values: ColumnValue[], n: number, at: number): ColumnValue[] =>
  Array.from({ length: values.length / n }, (_, row) => values[row * n + at] ?? null);

function partsOf(values: ColumnValue[], perRow: number, textOf: (rows: number) => string): Part[] {
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
