import { isDeepStrictEqual } from 'node:util';
import type { Mode } from '../../../common/mode.ts';
import { send } from '../../lab/request.ts';
import type { Shop } from '../../lab/shop.ts';

/** What must be true of a mode for somebody who sees its URLs alone; each throws with what was expected and what came. */
export async function checkBlackBox(shop: Shop, mode: Mode): Promise<void> {
  const [status, orderStatus] = mode.answer === 'outcome' ? [201, 'confirmed'] : [202, 'pending'];

  const key = shop.nextKey();
  const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
  const first = await shop.place(items, key);
  expectEqual('the answer to a good order', [first.status, first.json.status], [status, orderStatus]);
  const order = await shop.finished(first.json.orderId);
  expectEqual('the order in the end', [order.status, order.totalMinor], ['confirmed', 2 * 890]);
  const told = await shop.told(order.orderId);
  expectEqual(
    'what its customer was told',
    told.map(({ kind, to }) => [kind, to]),
    [['order-confirmed', order.customer.email]],
  );

  const again = await shop.place(items, key);
  expectEqual('the answer to the same request again', [again.status, again.text], [first.status, first.text]);
  const other = await send('POST', shop.ordersUrl, shop.body([{ sku: 'TEA-ASSAM', quantity: 3 }], key), {
    'idempotency-key': key,
  });
  expectEqual('the answer to the same key with another body', other.status, 422);
  expectEqual('the orders there are', (await shop.orders()).length, 1);

  const unknown = await shop.place([{ sku: 'NO-SUCH-SKU', quantity: 1 }]);
  const rejected = await shop.finished(unknown.json.orderId);
  expectEqual('an unknown product', [rejected.status, rejected.reason], ['rejected', 'unknown-sku']);
  const sorry = await shop.told(rejected.orderId);
  expectEqual(
    'what that customer was told',
    sorry.map(({ kind }) => kind),
    ['order-rejected'],
  );

  const priced = await send('POST', shop.ordersUrl, { ...shop.body(items, 'priced'), totalMinor: 1 });
  expectEqual('the answer to a client that sets its own price', priced.status, 400);
}

function expectEqual(what: string, came: unknown, expected: unknown): void {
  if (isDeepStrictEqual(came, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(came)}`);
}
