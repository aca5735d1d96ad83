import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpClient } from './http-client.ts';
import { type Ending, outcomeOf } from './outcome.ts';

const REQUESTS = 20;
const servers: Server[] = [];
let client: HttpClient | null = null;

async function instance() {
  let requests = 0;
  const server = createServer((_, answer) => {
    requests++;
    answer.end('{}');
  });
  servers.push(server);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests: () => requests, server };
}

async function deadInstance(): Promise<string> {
  const { url, server } = await instance();
  await new Promise((down) => server.close(down));
  return url;
}

interface Told {
  handed: number;
  ready: number;
  ending: Ending;
}

async function sendAll(urls: string[]): Promise<Told[]> {
  const from = new HttpClient({ urls, method: 'POST', keepBodies: true });
  client = from;
  const sendOne = () =>
    new Promise<Told>((done) => {
      let [handed, ready] = [0, 0];
      const watcher = {
        handed: () => void handed++,
        ready: () => void ready++,
        ended: (ending: Ending) => done({ handed, ready, ending }),
      };
      from.send({ headers: {}, body: '{}', order: null }, watcher);
    });
  const told: Told[] = [];
  for (let index = 0; index < REQUESTS; index++) told.push(await sendOne());
  return told;
}

afterEach(() => {
  client?.close();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

test('instances get requests in turn', async () => {
  const [one, two] = [await instance(), await instance()];
  await sendAll([one.url, two.url]);
  expect([one.requests(), two.requests()]).toEqual([REQUESTS / 2, REQUESTS / 2]);
});

test('an instance that takes no connection is passed over, and each step is told once', async () => {
  const living = await instance();
  const told = await sendAll([await deadInstance(), living.url]);
  expect(living.requests()).toBe(REQUESTS);
  for (const { handed, ready, ending } of told) {
    expect({ handed, ready, count: outcomeOf(ending).count }).toEqual({ handed: 1, ready: 1, count: 'accepted' });
  }
});

test('where none takes a connection, nothing was sent', async () => {
  const told = await sendAll([await deadInstance(), await deadInstance()]);
  expect(new Set(told.map(({ ending }) => outcomeOf(ending).type))).toEqual(new Set(['fail']));
});
