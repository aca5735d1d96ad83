import { Pool } from 'undici';
import { select, watchNumber } from '../../../../common/store/inspector.ts';
import { orderOf } from './events.ts';

/** What the parent is told. Orders; those lost were accepted and are not completed half a minute after the last one. */
export interface Driven {
  perSecond: number;
  accepted: number;
  refused: number;
  lost: number;
  /** Notifications of the accepted orders beyond one each. */
  doubled: number;
}

/**
 * Keeps as many orders under way as `window` says, each with a connection of its own while it waits for its answer, for some seconds, and tells the parent how many were completed per
 * second: by what the end of an empty pipeline says, or what the notification store of a real one holds. Then it waits
 * until all that was accepted is completed, and in a real one looks for each order by its id.
 */
const { url, seconds, window, ends } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  seconds: number;
  window: number;
  ends: { url: string } | { folder: string };
};
const WARM_UP_SHARE = 0.25;
const LOOK_EVERY_MS = 20;
const SETTLED_WITHIN_MS = 30_000;

const pool = new Pool(url, { connections: window, pipelining: 1 });
const end = 'url' in ends ? new Pool(ends.url, { connections: 1 }) : null;
const store = 'folder' in ends ? watchNumber(ends.folder, 'notifications', 'SELECT MAX(seq) FROM notifications') : null;
const bodies = Array.from({ length: 256 }, (_, n) => {
  const { customer, items } = orderOf(n);
  return JSON.stringify({ customer, items });
});

async function completedSoFar(): Promise<number> {
  if (!end) return (await store?.read()) ?? 0;
  const { body } = await end.request({ method: 'GET', path: '/completed' });
  return ((await body.json()) as { count: number }).count;
}

let sent = 0;
let refused = 0;
const accepted: string[] = [];
const headers = { 'content-type': 'application/json' };
async function place(): Promise<void> {
  const body = bodies[sent++ % bodies.length] as string;
  const answer = await pool.request({ method: 'POST', path: '/orders', headers, body });
  const { orderId } = (await answer.body.json()) as { orderId?: string };
  if (answer.statusCode < 300 && orderId) accepted.push(orderId);
  else refused++;
}

const pause = () => new Promise((next) => setTimeout(next, LOOK_EVERY_MS));
const before = await completedSoFar();
const start = performance.now();
let from: { at: number; completed: number } | null = null;
let last = { at: start, completed: before };
while (last.at < start + seconds * 1000) {
  const underWay = sent - refused - (last.completed - before);
  for (let free = window - underWay; free > 0; free--) void place().catch(() => refused++);
  await pause();
  last = { completed: await completedSoFar(), at: performance.now() };
  if (!from && last.at >= start + seconds * 1000 * WARM_UP_SHARE) from = last;
}
const perSecond = from ? ((last.completed - from.completed) * 1000) / (last.at - from.at) : 0;

const deadline = performance.now() + SETTLED_WITHIN_MS;
const settled = async () => accepted.length + refused === sent && (await completedSoFar()) - before >= accepted.length;
while (!(await settled()) && performance.now() < deadline) await pause();
process.send?.({ perSecond, accepted: accepted.length, refused, ...(await lostAndDoubled()) } satisfies Driven);

async function lostAndDoubled(): Promise<Pick<Driven, 'lost' | 'doubled'>> {
  if (!('folder' in ends)) {
    const missing = accepted.length - ((await completedSoFar()) - before);
    return { lost: Math.max(0, missing), doubled: Math.max(0, -missing) };
  }
  const sql = "SELECT order_id AS \"orderId\" FROM notifications WHERE kind IN ('order-confirmed', 'order-rejected')";
  const completed = (await select<{ orderId: string }>(ends.folder, 'notifications', sql)).map(
    ({ orderId }) => orderId,
  );
  const once = new Set(completed);
  const lost = accepted.filter((orderId) => !once.has(orderId)).length;
  return { lost, doubled: completed.length - once.size };
}
