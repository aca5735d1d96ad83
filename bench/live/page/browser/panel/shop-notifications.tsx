import type { Notification } from '../../../../../common/contracts/notifications.ts';
import { clock } from '../format.ts';
import { OrderLink } from '../parts/order-link.tsx';
import { PER_PAGE, TurnPages, usePages } from '../parts/pages.tsx';
import { useLaneRead } from '../parts/use-read.ts';

/** What customers were told, oldest first, in pages. */
export function ShopNotifications({ lane }: { lane: string }) {
  const pages = usePages();
  const query = new URLSearchParams({ limit: String(PER_PAGE), ...(pages.cursor && { after: pages.cursor }) });
  const { answer, refused } = useLaneRead<{ notifications: Notification[]; next: string | null }>(
    lane,
    `notifications?${query}`,
  );
  return (
    <>
      <div class="filters">
        <TurnPages pages={pages} next={answer?.next ?? null} words={['Older', 'Newer']} />
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
