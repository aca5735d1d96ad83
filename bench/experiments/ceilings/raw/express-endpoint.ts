import express from 'express';
import type { OrderPlaced } from '../../../../common/contracts/events.ts';
import { catalogue } from '../../../../common/store/catalogue.ts';
import { reserveStock } from '../../../../common/workflow/reserve-stock.ts';
import { listenFor, plainApp } from './plain-http.ts';

/**
 * Express with a parsed body and a fixed answer, and nothing else: what an endpoint costs at least. Also stands in for
 * the services behind the order service: an order is reserved without a store, a message is taken without one.
 */
const stock = new Map(catalogue.map(({ sku, ...product }) => [sku, { ...product, available: 1_000_000_000 }]));
const fixed = {
  orderId: '019a0000-0000-7000-8000-000000000000',
  status: 'pending',
  customer: { name: 'Customer 1', email: 'ceiling-1@load.example' },
  items: [
    { sku: 'TEA-SENCHA', quantity: 2 },
    { sku: 'TEA-ROOIBOS', quantity: 2 },
  ],
  createdAt: '2026-01-31T23:59:59.000Z',
  updatedAt: '2026-01-31T23:59:59.000Z',
  version: 1,
};

const app = plainApp();
app.post('/orders', express.json(), (_request, response) => void response.status(202).json(fixed));
app.post('/reserve', express.json(), (request, response) => {
  response.json(reserveStock(request.body as OrderPlaced, stock).outcome);
});
app.post('/send', express.json(), (_request, response) => void response.json({ sent: [] }));
app.get('/health', (_request, response) => void response.json({ status: 'alive' }));
await listenFor(app);
