import { shownAt } from '../../common/observe/shown-at.ts';

const TIMEOUT_MS = 10_000;

/** GET of a JSON document. Throws with the status when it is not 200. */
export async function getJson<Body>(url: string): Promise<Body> {
  const response = await fetch(url, { headers: await shownAt(url), signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}.`);
  return (await response.json()) as Body;
}

export async function putJson(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...(await shownAt(url)) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`PUT ${url} answered ${response.status}.`);
}

/** Every page of a listing, in its order. `parameter` is the name of its cursor. */
export async function getAll<Item>(url: string, member: string, parameter: 'after' | 'cursor'): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '?limit=500' : `?limit=500&${parameter}=${cursor}`;
    const page: Record<string, unknown> = await getJson(url + query);
    items.push(...(page[member] as Item[]));
    cursor = page['next'] as string | null;
  }
  return items;
}
