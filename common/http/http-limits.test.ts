import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../base/config.ts';
import { createLog } from '../observe/log.ts';
import { createMetrics } from '../observe/metrics.ts';
import { StoreUnavailable } from '../store/store.ts';
import type { Asked } from './asked.ts';
import { createHttp, ok } from './http.ts';

describe.each([
  ['straight', true],
  ['found by Express', false],
])('routes that are %s', (_way, straight) => {
  /** A server with some routes, ended with the test, and what it logs. */
  async function serve(env: Record<string, string> = {}) {
    const metrics = createMetrics('test');
    const lines: Record<string, unknown>[] = [];
    const to = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const log = createLog({ LAB_LOG_LEVEL: 'debug' }, 'test', to);
    const http = createHttp(readSettings({ LAB_DATA_DIR: '/nowhere', ...env }), log, metrics, { straight });
    http.api.get('/slow', ({ message }) => new Promise((left) => message.socket.once('close', () => left(ok({})))));
    http.api.get('/later', () => new Promise((answer) => setImmediate(answer)).then(() => ok('later')));
    http.api.post('/later', z.unknown(), () => new Promise((answer) => setImmediate(answer)).then(() => ok('later')));
    const afterFin = async ({ message: { socket } }: Asked) => {
      if (!socket.readableEnded) await once(socket, 'end');
      return ok('after the FIN');
    };
    http.api.get('/big', async () => ok('x'.repeat(4 * 1024 * 1024)));
    http.api.get('/after-fin', afterFin);
    http.api.post('/after-fin', z.unknown(), (_body, asked) => afterFin(asked));
    http.api.get('/caller', async () => ok({}));
    http.api.post('/body', z.unknown(), async (body) => ok(body));
    http.api.get('/broken', () => Promise.reject(new TypeError('SELECT secret')));
    http.api.get('/locked', () => Promise.reject(new StoreUnavailable('SQLITE_BUSY')));
    const port = await http.listen();
    onTestFinished(() => http.drain());
    /** What comes back to these bytes until the connection is closed, which this side does not do. */
    const say = async (...bytes: string[]) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      let text = '';
      socket.setEncoding('latin1').on('data', (more) => (text += more));
      for (const some of bytes) socket.write(some, 'latin1');
      await once(socket, 'end');
      socket.destroy();
      return text;
    };
    return { port, url: `http://127.0.0.1:${port}`, lines, metrics, say };
  }

  test('a proxy is not believed: neither a name of ours nor one of somebody else is taken from its headers', async () => {
    const { url, say } = await serve();
    const headers = { 'x-forwarded-for': '9.9.9.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    expect((await fetch(`${url}/caller`, { headers })).status).toBe(200);
    const foreign = 'Host: evil.example\r\nForwarded: host=127.0.0.1\r\nX-Forwarded-Host: 127.0.0.1';
    expect(await say(`GET /caller HTTP/1.1\r\n${foreign}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test.each([
    ['/broken', 500, 'error'],
    ['/locked', 503, 'warn'],
    ['/nowhere', 404, 'debug'],
  ])('the log knows the request id that the answer of %s (%i) carries', async (path, status, level) => {
    const { url, lines } = await serve();
    const answer = await fetch(url + path);
    expect(answer.status).toBe(status);
    const requestId = answer.headers.get('x-request-id');
    expect(lines.filter((line) => line['requestId'] === requestId)).toMatchObject([{ level }]);
  });

  test('whoever sends the id of a request does not choose it', async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/caller`, { headers: { 'x-request-id': 'mine' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([{ host: 'evil.example' }, { origin: 'http://evil.example' }])(
    'a web page of somebody else is refused: %j',
    async (headers) => {
      const { port } = await serve();
      const named = { host: `127.0.0.1:${port}`, ...headers };
      const lines = Object.entries(named).map(([name, value]) => `${name}: ${value}\r\n`);
      const socket = connect(port, '127.0.0.1');
      socket.end(`GET /caller HTTP/1.1\r\n${lines.join('')}connection: close\r\n\r\n`);
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      expect(String(bytes)).toMatch(/^HTTP\/1\.1 403 [\s\S]*urn:three-mode-lab:problem:foreign-caller/);
    },
  );

  test('connections are bounded: beyond that whoever has waited longest is closed, and a newcomer is served', async () => {
    const { port, say } = await serve({ LAB_MAX_CONNECTIONS: '2' });
    const open = async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      await once(socket, 'connect');
      return socket;
    };
    const first = await open();
    const second = await open();
    const closed = once(first.resume(), 'close');
    expect(await say('GET /caller HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
    await closed;
    second.write('GET /caller HTTP/1.1\r\nHost: lab\r\n\r\n');
    expect(String(((await once(second, 'data')) as [Buffer])[0])).toMatch(/^HTTP\/1\.1 200/);
    second.destroy();
  });

  test('of a crowd that says nothing, half a request, or one and no more, nobody keeps a good caller from being heard', async () => {
    const { port, url, say } = await serve({ LAB_MAX_CONNECTIONS: '300' });
    const openings = [
      '',
      'GET /call',
      'POST /body HTTP/1.1\r\nHost: lab\r\nContent-Length: 9\r\n\r\n{',
      'GET /caller HTTP/1.1\r\nHost: lab\r\n\r\n',
    ];
    const crowd: Socket[] = [];
    while (crowd.length < 600) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.resume().write(openings[crowd.length % openings.length] as string);
      crowd.push(socket);
      if (crowd.length % 100 === 0) await once(socket, 'connect');
    }
    for (let n = 0; n < 20; n++) {
      expect((await fetch(`${url}/caller`)).status).toBe(200);
      expect(await say('GET /caller HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
    }
    for (const socket of crowd) socket.destroy();
  });

  test('answers that nobody reads are kept up to a bound; beyond it those go that have been kept longest', async () => {
    const { port, url } = await serve();
    const ask = async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      onTestFinished(() => void socket.destroy());
      socket.write('GET /big HTTP/1.1\r\nHost: lab\r\n\r\n');
      await once(socket, 'readable'); // it begins to come, and is not read
      return socket;
    };
    const readers: Socket[] = [];
    while (readers.length < 16) readers.push(await ask());
    const lengths = await Promise.all(
      readers.map(async (socket) => {
        let length = 0;
        socket.on('data', (bytes: Buffer) => (length += bytes.length));
        const whole = vi.waitFor(() => expect(length).toBeGreaterThan(4 * 1024 * 1024), { timeout: 5000 });
        await Promise.race([once(socket, 'close'), whole]);
        return length > 4 * 1024 * 1024;
      }),
    );
    expect(lengths[0]).toBe(false);
    expect(lengths.at(-1)).toBe(true);
    expect((await fetch(`${url}/caller`)).status).toBe(200);
  });

  test('answers that wait behind one that nobody reads are kept up to the same bound', async () => {
    const { port, url } = await serve();
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => void socket.destroy());
    socket.write('GET /big HTTP/1.1\r\nHost: lab\r\n\r\n'.repeat(16)); // 4 MiB each
    const closed = once(socket, 'close');
    await vi.waitFor(() => expect(socket.readableLength).toBeGreaterThan(0));
    expect((await fetch(`${url}/caller`)).status).toBe(200);
    let bytes = 0;
    socket.on('data', (some: Buffer) => (bytes += some.length));
    await closed;
    expect(bytes).toBeLessThan(16 * 4 * 1024 * 1024);
  });

  test('who asks without waiting for answers gets those of the first, and the others are refused before they cost anything', async () => {
    const { say } = await serve();
    const many = 'GET /later HTTP/1.1\r\nHost: lab\r\n\r\n'.repeat(60);
    const text = await say(`${many}GET /later HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n`);
    const statuses = text.match(/HTTP\/1\.1 \d+/g);
    expect(statuses).toEqual([...Array(32).fill('HTTP/1.1 200'), ...Array(29).fill('HTTP/1.1 429')]);
  });

  test('who half-closes after a request, or after several, is answered', async () => {
    const { port } = await serve();
    const post =
      'POST /after-fin HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    for (const asked of [[post], [post, 'GET /after-fin HTTP/1.1\r\nHost: lab\r\n\r\n', post]]) {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (more) => (text += more));
      socket.end(asked.join(''));
      await once(socket, 'close');
      expect(text.match(/HTTP\/1\.1 200 /g)).toHaveLength(asked.length);
    }
  });

  test('after bytes that are no HTTP those requests are answered first that came before them', async () => {
    const { say } = await serve();
    const post = 'POST /later HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const text = await say(`${post}GET /later HTTP/1.1\r\nHost: lab\r\n\r\nhello\r\n\r\n`);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400']);
  });

  test('a request whose headers, or whose body, never end is given up in time, not after half a minute more', async () => {
    const listen = vi.spyOn(HttpServer.prototype, 'listen');
    onTestFinished(() => listen.mockRestore());
    const { port } = await serve();
    const server = listen.mock.contexts[0] as HttpServer;
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 15_000]);
    server.headersTimeout = 200; // the same server, so that nobody waits for ten seconds
    const started = performance.now();
    const slow = connect(port, '127.0.0.1');
    slow.write('GET /caller HTTP/1.1\r\nHost: lab\r\n');
    const [bytes] = (await once(slow, 'data')) as [Buffer];
    expect(String(bytes)).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - started).toBeLessThan(8000);
    slow.destroy();
  });

  test.each([
    ['nothing', '', 408],
    ['half a header', 'GET /caller HTTP/1.1\r\nHo', 408],
    [
      'half a body',
      'POST /body HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      408,
    ],
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
  ])(
    'the connection of who sends %s and keeps it half open is closed whole after %3$i',
    async (_what, bytes, status) => {
      const listen = vi.spyOn(HttpServer.prototype, 'listen');
      onTestFinished(() => listen.mockRestore());
      const { port } = await serve();
      const server = listen.mock.contexts[0] as HttpServer;
      Object.assign(server, { headersTimeout: 200, requestTimeout: 200 });
      const closed = once(server, 'connection').then(([socket]) => once(socket as Socket, 'close'));
      const stranger = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
      onTestFinished(() => void stranger.destroy());
      stranger.write(bytes);
      const [answer] = (await once(stranger, 'data')) as [Buffer];
      expect(String(answer)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      await closed; // though this side has not ended
      expect(stranger.writable).toBe(true);
    },
  );

  test('a body that ends early is the doing of who sent it', async () => {
    const { port, lines } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.end(
      'POST /body HTTP/1.1\r\nHost: lab\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
    );
    await vi.waitFor(() => expect(lines).toMatchObject([{ level: 'debug', problem: 'invalid-request' }]));
  });

  test('a body in pieces is put together, and one of 16 KiB is not too long', async () => {
    const { url } = await serve();
    const text = JSON.stringify('é'.repeat(8191));
    expect(Buffer.byteLength(text)).toBe(16 * 1024);
    const pieces = new ReadableStream({
      async start(controller) {
        const bytes = Buffer.from(text);
        for (const piece of [bytes.subarray(0, 5000), bytes.subarray(5000)]) controller.enqueue(piece);
        controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/body`, { method: 'POST', headers, body: pieces, duplex: 'half' });
    expect(await answer.json()).toBe(JSON.parse(text));
    const longer = await fetch(`${url}/body`, { method: 'POST', headers, body: `${text} ` });
    expect(longer.status).toBe(413);
  });

  test('a request whose caller left before the answer is counted as abandoned, not as answered', async () => {
    const { port, url, metrics } = await serve();
    const impatient = connect(port, '127.0.0.1');
    impatient.write('GET /slow HTTP/1.1\r\nHost: lab\r\n\r\n');
    await once(impatient, 'connect');
    expect((await fetch(`${url}/caller`)).status).toBe(200);
    impatient.resetAndDestroy(); // who only ends may be waiting for the answer
    await vi.waitFor(async () => {
      const { values } = await metrics.httpSeconds.get();
      const counted = values.filter(
        ({ metricName, labels }) => metricName?.endsWith('_count') && labels.route === '/slow',
      );
      expect(counted.map(({ labels }) => labels.status)).toEqual([499]);
    });
  });

  test.each([
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400, 'not-http'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: lab\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['a request without a Host', 'GET /caller HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'not-http'],
    [
      'a target that is none',
      'GET /caller#x HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n',
      400,
      'invalid-request',
    ],
    [
      'expectations that cannot be met',
      'GET /caller HTTP/1.1\r\nHost: lab\r\nExpect: a miracle\r\nConnection: close\r\n\r\n',
      417,
      'expectation-failed',
    ],
  ])(
    '%s are answered with a problem, the fixed headers and an id that the log knows',
    async (_, bytes, status, kind) => {
      const { port, lines } = await serve();
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('utf8').on('data', (more) => (text += more));
      socket.write(bytes);
      await once(socket, 'close');
      const [head = '', body = ''] = text.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head.toLowerCase()).toContain("content-security-policy: default-src 'none'");
      expect(JSON.parse(body)).toMatchObject({ type: `urn:three-mode-lab:problem:${kind}`, status });
      const requestId = head.match(/x-request-id: (.+)/)?.[1];
      expect(lines.filter((line) => line['requestId'] === requestId)).toMatchObject([
        { level: 'debug', problem: kind },
      ]);
    },
  );

  test("bodies that trickle in take nobody's place", async () => {
    const { port, url } = await serve({ LAB_MAX_IN_FLIGHT: '2' });
    const head = 'POST /body HTTP/1.1\r\nHost: lab\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n';
    const trickling = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'));
    for (const socket of trickling) socket.write(`${head}nu`);
    await Promise.all(trickling.map((socket) => once(socket, 'connect')));
    for (let n = 0; n < 3; n++) expect((await fetch(`${url}/caller`)).status).toBe(200);
    const [first] = trickling as [Socket];
    first.write('ll');
    expect(String(((await once(first, 'data')) as [Buffer])[0])).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of trickling) socket.destroy();
  });
});
