import { Pool } from 'undici';
import { complete, serveEmpty } from './empty-http.ts';

/**
 * One service of an empty REST workflow. With `calls` it posts the order to each of them in turn before it answers, as
 * the order service does; without, it is the end of the line.
 */
const { calls = [], connections } = JSON.parse(process.argv[2] ?? '{}') as { calls?: string[]; connections: number };
const pools = calls.map((url) => new Pool(url, { connections, pipelining: 1 }));

await serveEmpty(
  async (orderId, body) => {
    const { orderId: given = orderId } = body as { orderId?: string };
    complete(given);
    const text = JSON.stringify({ ...(body as object), orderId: given });
    for (const pool of pools) {
      const headers = { 'content-type': 'application/json' };
      const answer = await pool.request({ method: 'POST', path: '/orders', headers, body: text });
      await answer.body.json();
    }
  },
  { code: 201, status: 'confirmed' },
);
