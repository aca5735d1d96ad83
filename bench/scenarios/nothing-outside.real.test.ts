import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../brokers/cache.ts';
import { Shop } from '../lab/shop.ts';
import { Command } from './command.ts';
import { allModes } from './with-lab.ts';

const userName = userInfo().username;

describe.each(allModes)('npm start, for $name', (mode) => {
  test('writes nothing to the home folder or the one for temporary files', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'lab-test-'));
    const [home, temporary] = ['home', 'tmp'].map((name) => join(outside, name)) as [string, string];
    for (const folder of [home, temporary]) mkdirSync(folder);
    const written = () => readdirSync(outside, { recursive: true, encoding: 'utf8' }).toSorted();
    try {
      const env = { HOME: home, TMPDIR: temporary, THREE_MODE_LAB_CACHE: cacheFolder(process.env) };
      await using command = Command.start(mode.name, undefined, env);
      const { urls } = await command.ready();
      const shop = new Shop('outside', urls);
      const { json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
      await shop.finished(json.orderId);
      expect(written()).toEqual(['home', 'tmp']);
      // A JVM does not ask TMPDIR.
      const kept = command.family().filter(({ pid }) => existsSync(`/tmp/hsperfdata_${userName}/${pid}`));
      expect(kept).toEqual([]);
      command.interrupt();
      expect(await command.ended()).toBe(0);
      await command.gone();
      expect(written()).toEqual(['home', 'tmp']);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});
