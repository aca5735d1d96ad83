import express, { type Express } from 'express';
import type { Settings } from '../base/config.ts';
import { refuseForeign } from './foreign-caller.ts';

/**
 * Express as every service uses it: it tells nothing about itself, believes no header of a proxy, reads a query as plain
 * texts, and answers no page of somebody else.
 */
export function createApp(settings: Pick<Settings, 'LAB_HOST_NAMES'>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use((request, _response, next) => {
    refuseForeign(request.headers, settings.LAB_HOST_NAMES);
    next();
  });
  return app;
}
