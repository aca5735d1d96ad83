import type { Client } from './connect.ts';

/**
 * Nothing can be declared ahead of a call: a path is there while its service listens, and at no other time. This looks
 * whether they all are, each at one instance at least. Throws with the name of the first that does not answer.
 */
export async function lookFor(clients: Record<string, readonly Client[]>): Promise<void> {
  for (const [dependency, instances] of Object.entries(clients)) {
    try {
      await Promise.any(instances.map(isThere));
    } catch (cause) {
      throw new Error(`the ${dependency} service does not answer`, { cause });
    }
  }
}

async function isThere({ pool }: Client): Promise<void> {
  const { statusCode, body } = await pool.request({ method: 'GET', path: '/health', headersTimeout: 1000 });
  await body.dump();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
}
