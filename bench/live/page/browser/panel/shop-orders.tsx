import { useState } from 'preact/hooks';
import type { Order, OrderStatus } from '../../../../../common/contracts/orders.ts';
import { clock } from '../format.ts';
import { OrderLink } from '../parts/order-link.tsx';
import { useRead } from '../parts/use-read.ts';

const LOOK_EVERY_MS = 2000;
const PER_PAGE = 20;
const states: Record<OrderStatus, string> = {
  pending: 'pending',
  confirmed: 'confirmed',
  rejected: 'rejected',
  failed: 'failed',
};

/** Orders by state, newest first, in pages. */
export function ShopOrders({ lane }: { lane: string }) {
  const [status, setStatus] = useState('');
  const [pages, setPages] = useState<string[]>([]);
  const cursor = pages.at(-1);
  const query = new URLSearchParams({ limit: String(PER_PAGE), ...(status && { status }), ...(cursor && { cursor }) });
  const { answer, refused } = useRead<{ orders: Order[]; next: string | null }>(
    `/api/lanes/${encodeURIComponent(lane)}/orders?${query}`,
    LOOK_EVERY_MS,
  );
  const next = answer?.next ?? null;
  return (
    <>
      <div class="filters">
        <select
          aria-label="Orders in this state"
          value={status}
          onChange={({ currentTarget }) => {
            setStatus(currentTarget.value);
            setPages([]);
          }}
        >
          <option value="">all states</option>
          {Object.entries(states).map(([state, word]) => (
            <option key={state} value={state}>
              {word}
            </option>
          ))}
        </select>
        <button type="button" disabled={pages.length === 0} onClick={() => setPages(pages.slice(0, -1))}>
          Newer
        </button>
        <button type="button" disabled={next === null} onClick={() => next !== null && setPages([...pages, next])}>
          Older
        </button>
      </div>
      {refused !== null && <p class="bad">{refused}</p>}
      <table class="list">
        <thead>
          <tr>
            <th>order</th>
            <th>state</th>
            <th>customer</th>
            <th>at</th>
          </tr>
        </thead>
        <tbody>
          {(answer?.orders ?? []).map(({ orderId, status: state, reason, customer, createdAt }) => (
            <tr key={orderId}>
              <td>
                <OrderLink lane={lane} orderId={orderId} />
              </td>
              <td>
                {state}
                {reason && <small>{reason}</small>}
              </td>
              <td class="cut">{customer.name}</td>
              <td>{clock(Date.parse(createdAt))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
