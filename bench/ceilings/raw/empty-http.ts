import express from 'express';
import { newId } from '../../../common/service/new-id.ts';
import { listenFor, plainApp } from './plain-http.ts';

/** Orders that came to the end of an empty pipeline, each with its moment on the monotonic clock in nanoseconds. */
const completions: [orderId: string, atNs: number][] = [];

export const complete = (orderId: string): void => {
  completions.push([orderId, Number(process.hrtime.bigint())]);
};

/** What an empty service answers to `POST /orders`, about as long as the real answer. */
const answerTo = (orderId: string, status: string) => ({
  orderId,
  status,
  customer: { name: 'Customer 1', email: 'ceiling-1@load.example' },
  items: [
    { sku: 'TEA-ASSAM', quantity: 2 },
    { sku: 'CUP-SMALL', quantity: 1 },
  ],
  createdAt: '2026-01-31T23:59:59.000Z',
  updatedAt: '2026-01-31T23:59:59.000Z',
  version: 1,
});

/**
 * The HTTP front of an empty service: `POST /orders` hands the parsed body to `take` and answers. Tells the parent its
 * port once it listens.
 */
export async function serveEmpty(
  take: (orderId: string, body: unknown) => void | Promise<void>,
  answer: { code: number; status: string } = { code: 202, status: 'pending' },
): Promise<void> {
  const app = plainApp();
  app.post('/orders', express.json(), async (request, response) => {
    const orderId = newId();
    await take(orderId, request.body);
    response.status(answer.code).json(answerTo(orderId, answer.status));
  });
  app.get('/completed', (_request, response) => void response.json({ count: completions.length }));
  app.get('/completions', (_request, response) => void response.json(completions));
  await listenFor(app);
}
