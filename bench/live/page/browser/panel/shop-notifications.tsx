import { useState } from 'preact/hooks';
import type { Notification } from '../../../../../common/contracts/notifications.ts';
import { clock } from '../format.ts';
import { OrderLink } from '../parts/order-link.tsx';
import { useRead } from '../parts/use-read.ts';

const LOOK_EVERY_MS = 2000;
const PER_PAGE = 20;

/** What customers were told, oldest first, in pages. */
export function ShopNotifications({ lane }: { lane: string }) {
  const [pages, setPages] = useState<string[]>([]);
  const after = pages.at(-1);
  const query = new URLSearchParams({ limit: String(PER_PAGE), ...(after && { after }) });
  const { answer, refused } = useRead<{ notifications: Notification[]; next: string | null }>(
    `/api/lanes/${encodeURIComponent(lane)}/notifications?${query}`,
    LOOK_EVERY_MS,
  );
  const next = answer?.next ?? null;
  return (
    <>
      <div class="filters">
        <button type="button" disabled={pages.length === 0} onClick={() => setPages(pages.slice(0, -1))}>
          Older
        </button>
        <button
          type="button"
          disabled={next === null || (answer?.notifications.length ?? 0) < PER_PAGE}
          onClick={() => next !== null && setPages([...pages, next])}
        >
          Newer
        </button>
      </div>
      {refused !== null && <p class="bad">{refused}</p>}
      <table class="list">
        <thead>
          <tr>
            <th>at</th>
            <th>kind</th>
            <th>what was said</th>
          </tr>
        </thead>
        <tbody>
          {(answer?.notifications ?? []).map(({ notificationId, orderId, kind, text, recordedAt }) => (
            <tr key={notificationId}>
              <td>{clock(Date.parse(recordedAt))}</td>
              <td>
                {kind}
                {orderId !== undefined && (
                  <small>
                    <OrderLink lane={lane} orderId={orderId} />
                  </small>
                )}
              </td>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
