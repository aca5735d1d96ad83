import { Pool } from 'undici';
import type { PlaceOrder } from '../../../../../common/contracts/orders.ts';
import { type Kept, type Outcome, openInventory, openNotifications, openOrders, type Tier } from './rows.ts';
import { serve, together } from './serve.ts';

/** One service of the smallest REST workflow: each call is stored before it is made, and answered once it is applied. */
const { role, folder, durability, calls, connections } = JSON.parse(process.argv[2] ?? '{}') as {
  role: 'orders' | 'inventory' | 'notifications';
  folder: string;
  durability: Tier;
  /** Where the other two are. */
  calls: { reserve: string; send: string };
  connections: number;
};

if (role === 'inventory') {
  const reserve = together(openInventory(folder, durability).reserveAndAnswer);
  await serve({ 'POST /reserve': async (placed) => [200, await reserve(placed)] });
}

if (role === 'notifications') {
  const { record, completions } = openNotifications(folder, durability, false);
  const send = together((batch: readonly Outcome[]) => {
    record(batch);
    return batch;
  });
  await serve({
    'POST /send': async (outcome: Outcome) => [200, { orderId: (await send(outcome)).subject }],
    'GET /completions': async () => [200, completions],
  });
}

if (role === 'orders') {
  const store = openOrders(folder, durability);
  const accept = together(store.accept);
  const settle = together(store.settleAndTell);
  const markSent = together((batch: readonly Kept[]) => {
    store.markSent(batch);
    return batch;
  });
  const pools = { reserve: new Pool(calls.reserve, { connections }), send: new Pool(calls.send, { connections }) };
  const headers = { 'content-type': 'application/json' };
  const call = async (to: 'reserve' | 'send', { body }: Kept): Promise<unknown> => {
    const answer = await pools[to].request({ method: 'POST', path: `/${to}`, headers, body });
    if (answer.statusCode !== 200) throw new Error(`${to} answered ${answer.statusCode}`);
    return answer.body.json();
  };
  /** The first call, what came of it, and the second one; each is made again by the next life of this process. */
  const reserve = async (placed: Kept): Promise<Outcome> => {
    const outcome = (await call('reserve', placed)) as Outcome;
    await tell(await settle({ call: placed, outcome }));
    return outcome;
  };
  const tell = async (told: Kept) => {
    await call('send', told);
    await markSent(told);
  };
  for (const left of store.unsent()) void (left.event.type === 'OrderPlaced' ? reserve(left) : tell(left));
  await serve({
    async 'POST /orders'(request: PlaceOrder) {
      const { type, time, data } = await reserve(await accept(request));
      const status = type === 'InventoryReserved' ? 'confirmed' : 'rejected';
      return [201, { ...request, ...data, lowStock: undefined, status, createdAt: time, updatedAt: time, version: 2 }];
    },
  });
}
