import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';

/** A store in a folder of its own; `await using` removes both with the test. */
export interface Scratch extends AsyncDisposable {
  folder: string;
  store: Store;
  /** Closes the store and opens it again, as the next process would. */
  reopen(): Promise<Store>;
}

export async function scratch(schema: string, durability: 'page-cache' | 'fsync' = 'page-cache'): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: durability, LAB_BATCH: 256 };
  const open = () => openSqliteStore(settings, 'test', schema);
  const it: Scratch = {
    folder,
    store: open(),
    async reopen() {
      await it.store.close();
      it.store = open();
      return it.store;
    },
    async [Symbol.asyncDispose]() {
      await it.store.close();
      await rm(folder, { recursive: true });
    },
  };
  return it;
}
