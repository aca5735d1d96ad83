import type { Lane } from '../../../protocol/lanes.ts';
import type { ParkedMessage } from '../../../protocol/reads.ts';
import { act } from '../lab.ts';
import { OrderLink } from '../parts/order-link.tsx';
import { useLaneRead } from '../parts/use-read.ts';

/** Messages that were set aside, each with its reason, to be sent again where that can be. */
export function Parked({ lane: { lane, abilities } }: { lane: Lane }) {
  const { answer, refused, again } = useLaneRead<{ parked: ParkedMessage[] }>(lane, 'parked');
  const redrive = async (messageId: string | null) => {
    await act({ do: 'redrive', lane, ...(messageId !== null && { messageId }) });
    again();
  };
  return (
    <>
      {refused !== null && <p class="bad">{refused}</p>}
      {abilities.redrive !== null && <p class="faint">Sending again, not applicable: {abilities.redrive}</p>}
      {answer?.parked.length === 0 && <p class="faint">Nothing was set aside.</p>}
      <ul class="parked">
        {(answer?.parked ?? []).map(({ messageId, orderId, consumer, reason, body, stays }, index) => (
          <li key={messageId ?? index}>
            <b>{consumer}</b> {orderId !== null && <OrderLink lane={lane} orderId={orderId} />}
            <p>{reason}</p>
            {stays !== undefined && <p class="faint">It stays: {stays}</p>}
            {abilities.redrive === null && stays === undefined && (
              <button type="button" onClick={() => void redrive(messageId)}>
                Send again
              </button>
            )}
            <details>
              <summary>Body</summary>
              <pre tabIndex={0}>{body}</pre>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}
