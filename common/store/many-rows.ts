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
  const ofLists = `${insert} SELECT * FROM UNNEST(${listsOf(columns)}) ${then}`;
  return ({ takesLists }, values) => {
    const rows = values.length / names.length;
    if (!takesLists || rows < 2) return partsOf(values, names.length, textOf);
    return [{ sql: ofLists, params: columnsOf(values, names.length), rows }];
  };
}

/**
 * How rows are changed, many at once: `set` and `where` name the values given for a row `given.<column>`, each of them once
 * and in the order of the columns. Resolves with the number of rows changed.
 */
export function updateEach(
  table: string,
  columns: Columns,
  { set, where }: { set: string; where: string },
): (tx: Pick<Tx, 'run' | 'takesLists'>, values: ColumnValue[]) => Promise<number> {
  const names = Object.keys(columns);
  const one = `UPDATE ${table} SET ${set} WHERE ${where}`.replaceAll(/\bgiven\.\w+/g, '?');
  const ofLists = `UPDATE ${table} SET ${set} FROM UNNEST(${listsOf(columns)}) AS given (${names.join(', ')}) WHERE ${where}`;
  return async (tx, values) => {
    const rows = values.length / names.length;
    if (tx.takesLists && rows > 1) return tx.run(ofLists, ...columnsOf(values, names.length));
    let changed = 0;
    for (let at = 0; at < values.length; at += names.length) {
      changed += await tx.run(one, ...values.slice(at, at + names.length));
    }
    return changed;
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

const listsOf = (columns: Columns): string =>
  Object.values(columns)
    .map((type) => `CAST(? AS ${type}[])`)
    .join(', ');

/** The values of each column, of rows that follow one another. */
const columnsOf = (values: ColumnValue[], perRow: number): ColumnValue[][] =>
  Array.from({ length: perRow }, (_, at) => values.filter((_, index) => index % perRow === at));

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
