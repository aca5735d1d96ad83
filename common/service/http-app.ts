import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Settings } from './config.ts';
import { refuseForeign } from './foreign-caller.ts';

/**
 * Express as every service uses it: it tells nothing about itself, believes no header of a proxy, reads a query as plain
 * texts, forbids a browser everything, and gives every request an id that its answer and the log carry.
 */
export function createApp(settings: Pick<Settings, 'LAB_HOST_NAMES'>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } }));
  app.use((request, response, next) => {
    response.setHeader('x-request-id', randomUUID());
    refuseForeign(request.headers, settings.LAB_HOST_NAMES);
    next();
  });
  return app;
}
