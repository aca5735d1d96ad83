import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { installedVersions } from './in-force.ts';

test('versions are those that are installed, whatever the manifest asks for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'versions-'));
  try {
    mkdirSync(join(folder, 'node_modules/client'), { recursive: true });
    const manifest = { name: 'client', version: '2.0.1', main: 'index.js' };
    writeFileSync(join(folder, 'node_modules/client/package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'node_modules/client/index.js'), '');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { client: '2.0.0' } }));
    const found = installedVersions(pathToFileURL(join(folder, 'package.json')));
    expect(found).toEqual({ client: '2.0.1' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
