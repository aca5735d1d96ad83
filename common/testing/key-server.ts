import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKeys, keySchema, type SigningKeys } from '../customers/signing-keys.ts';
import { scratch } from './scratch.ts';

/** The keys of a customers service, and a server that shows them and nothing else; `await using` ends both. */
export async function keyServer({ tokenSeconds = 600, nowMs }: { tokenSeconds?: number; nowMs?: () => number } = {}) {
  const stored = await scratch(keySchema);
  const settings = { LAB_TOKEN_SECONDS: tokenSeconds, LAB_KEY_SECONDS: 86_400 };
  const keys: SigningKeys = createSigningKeys(stored.store, settings, nowMs);
  let reads = 0;
  const server = createServer((_request, response) => {
    reads++;
    void keys.shown().then((shown) => response.end(JSON.stringify(shown)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    keys,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reads: () => reads,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await stored[Symbol.asyncDispose]();
    },
  };
}
