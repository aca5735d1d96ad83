import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Express } from 'express';
import { Refusal } from './refusal.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** `index.html` for `/`, and files of `assets` by their names: one level, no name that begins with a dot. */
export function servePage(app: Express, folder: string): void {
  app.get('/', async (_request, response) => {
    response.type('.html').send(await fileOf(join(folder, 'index.html')));
  });
  app.get('/assets/:file', async ({ params: { file } }, response) => {
    const type = types[extname(file)];
    if (!type || !/^[\w-][\w.-]*$/.test(file)) throw new Refusal(404, 'There is nothing here.');
    response.setHeader('content-type', type);
    response.end(await fileOf(join(folder, 'assets', file)));
  });
}

async function fileOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Refusal(404, 'There is nothing here.', cause);
  }
}
