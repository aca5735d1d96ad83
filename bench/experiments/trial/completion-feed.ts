import type { z } from 'zod';
import type { NotificationPage } from '../../../common/contracts/notifications.ts';
import { getJson } from '../../lab/service-client.ts';

const PAGE = 500;

/**
 * Orders of a load as they are completed: each call gives those since the call before, by the number of their request
 * (their customer's address is `<keyPrefix>-<n>@…`). Throws when the notification service does not answer.
 */
export function completionFeed(notificationsUrl: string, keyPrefix: string) {
  let after: string | null = null;
  let known = 0; // rows of the page after that cursor, which is not yet full
  const address = new RegExp(`^${keyPrefix}-(\\d+)@`);
  return async (): Promise<{ n: number; atNs: number }[]> => {
    const completed: { n: number; atNs: number }[] = [];
    for (let more = true; more; ) {
      const cursor: string = after === null ? '' : `&after=${after}`;
      const page = await getJson<z.infer<typeof NotificationPage>>(`${notificationsUrl}?limit=${PAGE}${cursor}`);
      for (const { kind, to, recordedMonotonicNs } of page.notifications.slice(known)) {
        const n = kind === 'low-stock' ? undefined : address.exec(to)?.[1];
        if (n !== undefined) completed.push({ n: Number(n), atNs: recordedMonotonicNs });
      }
      more = page.next !== null;
      known = more ? 0 : page.notifications.length;
      after = page.next ?? after;
    }
    return completed;
  };
}
