import express, { type Express } from 'express';

/**
 * Express as every service uses it: it tells nothing about itself and believes no header of a proxy; a path has one spelling,
 * and another is another path.
 */
export function createApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', false); // handlers are given the text
  app.set('trust proxy', false);
  return app;
}
