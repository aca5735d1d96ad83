import { Pool } from 'undici';
import { OrderPlaced } from '../../../../common/contracts/events.ts';
import { ok } from '../../../../common/http/http.ts';
import { complete, serveEmpty } from './empty-http.ts';

/**
 * One service of an empty REST workflow. With `calls` it posts the order to each of them in turn before it answers, as
 * the order service does; without, it is the end of the line.
 */
const { calls = {}, connections } = JSON.parse(process.argv[2] ?? '{}') as {
  calls?: Record<string, string>;
  connections: number;
};
const pools = Object.values(calls).map((url) => new Pool(url, { connections, pipelining: 1 }));
const headers = { 'content-type': 'application/json' };

await serveEmpty(
  async (order) => {
    const body = JSON.stringify(order);
    for (const pool of pools) {
      const answer = await pool.request({ method: 'POST', path: '/hop', headers, body });
      await answer.body.json();
    }
  },
  {
    code: 201,
    status: 'confirmed',
    more: (api) =>
      api.post('/hop', OrderPlaced, async (order) => {
        complete(order.orderId);
        return ok(order);
      }),
  },
);
