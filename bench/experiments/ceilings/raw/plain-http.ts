import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';

/** Express with nothing of ours on it. */
export function plainApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

/** Listens on a free port of the loopback interface, and tells the parent which. */
export async function listenFor(app: Express): Promise<void> {
  const server = app.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  process.send?.({ port: (server.address() as AddressInfo).port });
}
