import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/** A store in a folder of its own; `await using` removes both with the test. */
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
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: durability, LAB_BATCH: 256 };
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
      const store = await open();
      others.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      for (const store of [it.store, ...others]) await store.close();
      await rm(folder, { recursive: true });
    },
  };
  return it;
}
