import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { removeStore } from '../store/inspector.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/** A store of its own, of the engine that the project of tests asks for; `await using` removes it with the test. */
export interface Scratch extends AsyncDisposable {
  folder: string;
  store: Store;
  /** Closes the store and opens it again, as the next process would. */
  reopen(): Promise<Store>;
  /** A second one with the same data, as another process of the same service would have it. */
  another(): Promise<Store>;
}

export async function scratch(schema: string, durability: 'page-cache' | 'fsync' = 'page-cache'): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: durability, LAB_BATCH: 256, ...engine() };
  const open = () => openStore(settings, 'test', schema);
  const others: Store[] = [];
  const it: Scratch = {
    folder,
    store: await open(),
    async reopen() {
      await it.store.close();
      it.store = await open();
      return it.store;
    },
    async another() {
      const other = 'STORE_URL' in settings ? { LAB_DATA_DIR: join(folder, `other-${others.length + 1}`) } : {};
      const store = await openStore({ ...settings, ...other }, 'test', schema);
      others.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      for (const store of [it.store, ...others]) await store.close();
      if ('STORE_URL' in settings) await removeStore(folder, 'test');
      await rm(folder, { recursive: true });
    },
  };
  return it;
}

function engine() {
  const url = inject('storeUrl');
  return url === undefined ? {} : { STORE_URL: url, STORE_SCHEMA: `t${randomBytes(5).toString('hex')}_` };
}
