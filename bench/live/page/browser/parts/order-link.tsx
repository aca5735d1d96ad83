import { shortId } from '../format.ts';
import { useUi } from './ui.ts';

/** The id of an order, which opens its story. */
export function OrderLink({ lane, orderId }: { lane: string; orderId: string }) {
  const { showOrder } = useUi();
  return (
    <button type="button" class="link" title={orderId} onClick={() => showOrder(lane, orderId)}>
      {shortId(orderId)}
    </button>
  );
}
