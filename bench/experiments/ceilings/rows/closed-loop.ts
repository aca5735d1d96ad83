import autocannon from 'autocannon';
import { orderOf } from '../raw/events.ts';

const CONNECTIONS = 32;
const WARM_UP_S = 0.7;

const { customer, items } = orderOf(1);
const body = JSON.stringify({ customer, items });

/** Orders answered per second when every connection sends its next order once the last is answered. */
export async function ordersPerSecond(url: string, seconds: number): Promise<number> {
  const load = { url: `${url}/orders`, method: 'POST', body, connections: CONNECTIONS } as const;
  const headers = { 'content-type': 'application/json' };
  await autocannon({ ...load, headers, duration: WARM_UP_S });
  const { duration, non2xx, errors, ...result } = await autocannon({ ...load, headers, duration: seconds });
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers were refused and ${errors} requests failed`);
  return result['2xx'] / duration;
}
