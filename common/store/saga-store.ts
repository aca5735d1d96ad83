import type { Saga } from '../workflow/saga.ts';
import { insertInto, selectIn, updateEach } from './many-rows.ts';
import type { Tx } from './store.ts';

/** Only where the order service drives: what it remembers of each order, with what is to be given back. */
export const sagaSchema = `
  CREATE TABLE IF NOT EXISTS sagas (
    order_id TEXT PRIMARY KEY,
    step TEXT NOT NULL,
    release TEXT NOT NULL,
    refund TEXT
  );`;

const columns = { order_id: 'text', step: 'text', release: 'text', refund: 'text' } as const;
const insertSagas = insertInto('sagas', columns);
const selectSagas = selectIn<Saga>('SELECT order_id AS "orderId", step, release, refund FROM sagas WHERE order_id IN');
const changeSagas = updateEach(
  'sagas',
  { step: 'text', release: 'text', refund: 'text', order_id: 'text' },
  {
    set: 'step = given.step, release = given.release, refund = given.refund',
    where: 'sagas.order_id = given.order_id',
  },
);

export async function insertSaga(tx: Tx, { orderId, step, release, refund }: Saga): Promise<void> {
  for (const { sql, params } of insertSagas(tx, [orderId, step, release, refund])) await tx.run(sql, ...params);
}

export async function findSagas(tx: Tx, orderIds: string[]): Promise<Map<string, Saga>> {
  return new Map((await selectSagas(tx, orderIds)).map((saga) => [saga.orderId, saga]));
}

/** Each of them once. */
export async function updateSagas(tx: Tx, sagas: readonly Saga[]): Promise<void> {
  await changeSagas(
    tx,
    sagas.flatMap(({ orderId, step, release, refund }) => [step, release, refund, orderId]),
  );
}
