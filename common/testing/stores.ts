import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Role } from '../workflow/message-table.ts';

/** The stores of several services in one folder, as a lab has them; `await using` removes them with the test. */
export async function storesOf(schemas: Partial<Record<Role, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  const settings = { LAB_DATA_DIR: folder, LAB_DURABILITY: 'page-cache', LAB_BATCH: 256 } as const;
  const stores = new Map<Role, Store>();
  for (const [role, schema] of Object.entries(schemas))
    stores.set(role as Role, await openStore(settings, role, schema));
  return {
    folder,
    /** Runs one statement in the store of a role. */
    run: (role: Role, sql: string, ...params: (string | number | null | Uint8Array)[]) =>
      (stores.get(role) as Store).transact((tx) => tx.run(sql, ...params)),
    async [Symbol.asyncDispose]() {
      for (const store of stores.values()) await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
