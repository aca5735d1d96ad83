import { useState } from 'preact/hooks';
import type { Order, OrderStatus } from '../../../../../common/contracts/orders.ts';
import { clock } from '../format.ts';
import { OrderLink } from '../parts/order-link.tsx';
import { PER_PAGE, TurnPages, usePages } from '../parts/pages.tsx';
import { useLaneRead } from '../parts/use-read.ts';

const states: Record<OrderStatus, string> = {
  pending: 'pending',
  confirmed: 'confirmed',
  rejected: 'rejected',
  failed: 'failed',
};

/** Orders by state, newest first, in pages. */
export function ShopOrders({ lane }: { lane: string }) {
  const [status, setStatus] = useState('');
  const pages = usePages();
  const { cursor } = pages;
  const query = new URLSearchParams({ limit: String(PER_PAGE), ...(status && { status }), ...(cursor && { cursor }) });
  const { answer, refused } = useLaneRead<{ orders: Order[]; next: string | null }>(lane, `orders?${query}`);
  return (
    <>
      <div class="filters">
        <select
          aria-label="Orders in this state"
          value={status}
          onChange={({ currentTarget }) => {
            setStatus(currentTarget.value);
            pages.begin();
          }}
        >
          <option value="">all states</option>
          {Object.entries(states).map(([state, word]) => (
            <option key={state} value={state}>
              {word}
            </option>
          ))}
        </select>
        <TurnPages pages={pages} next={answer?.next ?? null} words={['Newer', 'Older']} />
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
