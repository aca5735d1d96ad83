import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Command } from '../protocol/commands.ts';
import type { Hello } from '../protocol/events.ts';
import { newToken } from './callers.ts';
import { LabStream } from './lab-stream.ts';
import { startLiveServer } from './live-server.ts';

const atMs = 1;
const notice = (text: string) => ({ kind: 'notice', atMs, lane: null, text }) as const;
const greet = async (start: Hello['start']): Promise<Hello> => ({
  kind: 'hello',
  atMs,
  start,
  replay: false,
  picture: null,
});

async function openServer(stream = new LabStream('run')) {
  const page = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(page, { recursive: true }));
  mkdirSync(join(page, 'assets'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Lab</title>');
  writeFileSync(join(page, 'assets', 'page.js'), 'export {};');
  writeFileSync(join(page, 'secret.js'), 'not for anybody');
  const token = newToken();
  const carried: Command[] = [];
  const server = await startLiveServer({
    port: 0,
    token,
    page,
    stream,
    greet,
    command: async (command) => {
      carried.push(command);
      return { done: true };
    },
    reads: { '/lanes/:lane/products': async ({ lane }, { limit }) => ({ lane, limit }) },
    tell: () => {},
  });
  onTestFinished(() => server.close());
  const origin = `http://127.0.0.1:${server.port}`;
  const bearer = { authorization: `Bearer ${token}` };
  return { server, stream, token, carried, origin, bearer };
}

const rate = JSON.stringify({ do: 'rate', perSecond: 5 });
const json = { 'content-type': 'application/json' };

test('a command with the token is carried out', async () => {
  const { origin, bearer, carried } = await openServer();
  const answer = await fetch(`${origin}/commands`, { method: 'POST', headers: { ...json, ...bearer }, body: rate });
  expect([answer.status, await answer.json()]).toEqual([200, { done: true }]);
  expect(carried).toEqual([{ do: 'rate', perSecond: 5 }]);
});

test.each([
  ['without a token', {}],
  ['with another token', { authorization: `Bearer ${newToken()}` }],
  ['with a token that is no longer one', { authorization: 'Basic x' }],
])('a command %s is refused', async (_how, headers) => {
  const { origin, carried } = await openServer();
  const answer = await fetch(`${origin}/commands`, { method: 'POST', headers: { ...json, ...headers }, body: rate });
  expect(answer.status).toBe(401);
  expect(carried).toEqual([]);
});

test('nobody reads without the token: neither the stream nor what the page looks at', async () => {
  const { origin, bearer, token } = await openServer();
  for (const path of [
    '/events',
    `/events?token=${newToken()}`,
    '/api/lanes/x/products',
    `/api/lanes/x/products?token=${token}`,
  ]) {
    expect((await fetch(origin + path)).status, path).toBe(401);
  }
  const answer = await fetch(`${origin}/api/lanes/x/products?limit=3`, { headers: bearer });
  expect(await answer.json()).toEqual({ lane: 'x', limit: '3' });
});

test.each([
  ['a foreign origin', { origin: 'http://elsewhere.example' }],
  ['an origin of another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a name that was made to point here', { host: 'rebound.example' }],
  ['a name of ours with another port', { host: '127.0.0.1:1' }],
  ['a page of another site, by what the browser says of it', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port, by what the browser says of it', { 'sec-fetch-site': 'same-site' }],
])('%s is refused, whatever it knows', async (_what, headers) => {
  const { server, token, bearer, carried } = await openServer();
  const sent = { ...json, ...bearer, ...headers };
  expect(await statusOf({ port: server.port, path: '/commands', method: 'POST', headers: sent }, rate)).toBe(403);
  expect(await statusOf({ port: server.port, path: `/events?token=${token}`, headers: sent })).toBe(403);
  expect(await statusOf({ port: server.port, path: '/', headers: sent })).toBe(403);
  expect(carried).toEqual([]);
});

test('a body that is no command is refused with what is wrong', async () => {
  const { origin, bearer, carried } = await openServer();
  const post = (body: string) => fetch(`${origin}/commands`, { method: 'POST', headers: { ...json, ...bearer }, body });
  for (const body of [
    '{',
    '{"do":"rate"}',
    '{"do":"rate","perSecond":1001}',
    '{"do":"rate","perSecond":1,"x":1}',
    '{"do":"rm"}',
  ]) {
    const answer = await post(body);
    expect([answer.status, answer.headers.get('content-type')], body).toEqual([400, 'application/problem+json']);
  }
  expect((await post('x'.repeat(20_000))).status).toBe(413);
  expect(carried).toEqual([]);
});

test('the page may run nothing inline and load nothing from elsewhere', async () => {
  const { origin } = await openServer();
  const answer = await fetch(`${origin}/`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(answer.status).toBe(200);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|http:|https:|\*/);
  expect(answer.headers.get('x-powered-by')).toBeNull();
});

test('of the folder of the page only its index and its assets are served', async () => {
  const { server, origin } = await openServer();
  expect((await fetch(`${origin}/assets/page.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  for (const path of [
    '/secret.js',
    '/assets/../secret.js',
    '/assets/..%2fsecret.js',
    '/assets/%2e%2e%2fsecret.js',
    '/assets/.x.js',
  ]) {
    expect(await statusOf({ port: server.port, path, headers: {} }), path).toBeGreaterThanOrEqual(400);
  }
});

test('a page that was away is sent what it missed, once and in order', async () => {
  const { origin, token, stream } = await openServer();
  stream.publish(notice('first'));
  const first = await eventsOf(`${origin}/events?token=${token}`, 2, () => stream.publish(notice('second')));
  expect(first.map(textOf)).toEqual(['hello fresh', 'second']);
  stream.publish(notice('third'));
  const again = await eventsOf(`${origin}/events?token=${token}`, 2, () => {}, { 'last-event-id': 'run.2' });
  expect(again.map(textOf)).toEqual(['hello resumed', 'third']);
});

test('a page that was away for too long, or knows another lab, is told so', async () => {
  const { origin, token, stream } = await openServer(new LabStream('run', 1000));
  for (let n = 0; n < 100; n++) stream.publish(notice(`line ${n}`));
  for (const after of ['run.1', 'another.99', 'run.101', 'nonsense']) {
    const [hello] = await eventsOf(`${origin}/events?token=${token}&after=${after}`, 1);
    expect(textOf(hello), after).toBe('hello lost');
  }
});

type Seen = Hello | ReturnType<typeof notice>;
const textOf = (event: Seen | undefined) => (event?.kind === 'hello' ? `hello ${event.start}` : event?.text);

/** The first events of a stream; `meanwhile` runs once it is open. */
async function eventsOf(
  url: string,
  count: number,
  meanwhile = () => {},
  headers: Record<string, string> = {},
): Promise<Seen[]> {
  const stop = new AbortController();
  const answer = await fetch(url, { headers, signal: stop.signal });
  const events: Seen[] = [];
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (events.length === 0) meanwhile();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '));
      if (data) events.push(JSON.parse(data.slice(6)) as Seen);
    }
    if (events.length >= count) break;
  }
  stop.abort();
  return events;
}

/** With headers that `fetch` would not send. */
function statusOf(
  options: { port: number; path: string; method?: string; headers: Record<string, string> },
  body?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', ...options }, (answer) => {
      answer.resume();
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
