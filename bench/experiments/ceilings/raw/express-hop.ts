import express from 'express';
import { Pool } from 'undici';
import { listenFor, plainApp } from './plain-http.ts';

/** Row 2: plain Express that posts what it got to each of `calls` in turn, and then answers with it. */
const { calls = [], connections } = JSON.parse(process.argv[2] ?? '{}') as { calls?: string[]; connections: number };
const pools = calls.map((url) => new Pool(url, { connections, pipelining: 1 }));
const headers = { 'content-type': 'application/json' };

const app = plainApp();
app.post('/orders', express.json(), async (request, response) => {
  const body = JSON.stringify(request.body);
  for (const pool of pools) {
    const answer = await pool.request({ method: 'POST', path: '/orders', headers, body });
    await answer.body.json();
  }
  response.status(201).json(request.body);
});
await listenFor(app);
