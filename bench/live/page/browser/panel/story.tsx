import type { Story as OrderStory } from '../../../protocol/reads.ts';
import { milliseconds } from '../format.ts';
import type { Model } from '../model.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useUi } from '../parts/ui.ts';
import { useRead } from '../parts/use-read.ts';

const LOOK_EVERY_MS = 1000;

/** What happened to one order across the services, step by step. */
export function Story({
  lane,
  orderId,
  model,
  onClose,
}: {
  lane: string;
  orderId: string;
  model: Model;
  onClose: () => void;
}) {
  const { filterLog } = useUi();
  const { answer: story, refused } = useRead<OrderStory>(
    `/api/lanes/${encodeURIComponent(lane)}/orders/${encodeURIComponent(orderId)}/story`,
    LOOK_EVERY_MS,
  );
  const label = model.lanes.find((one) => one.lane === lane)?.label ?? lane;
  return (
    <Dialog title={`An order in ${label}`} onClose={onClose}>
      <p>
        <code>{orderId}</code>
        {story?.status && (
          <>
            {' '}
            is <b>{story.status}</b>
            {story.payment && (
              <>
                , its payment <b>{story.payment.state}</b>
                {story.payment.reason !== null && ` (${story.payment.reason})`}
              </>
            )}
          </>
        )}
        .{' '}
        <button type="button" class="link" onClick={() => filterLog(orderId)}>
          Show it in the log
        </button>
      </p>
      {refused !== null && <p class="bad">{refused}</p>}
      {story && (
        <table class="list">
          <thead>
            <tr>
              <th>after</th>
              <th>service</th>
              <th>what happened</th>
              <th>since the step before</th>
            </tr>
          </thead>
          <tbody>
            {story.steps.map(({ at, service, what, messageId, sinceFirstMs, sinceBeforeMs }) => (
              <tr key={`${at} ${service} ${what} ${messageId}`}>
                <td>{milliseconds(sinceFirstMs)}</td>
                <td>{service}</td>
                <td>
                  {what}
                  {messageId !== undefined && <small>{messageId}</small>}
                </td>
                <td>{milliseconds(sinceBeforeMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {story?.unfinished.map((what) => (
        <p key={what} class="faint">
          {what}
        </p>
      ))}
    </Dialog>
  );
}
