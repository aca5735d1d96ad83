import type { Outbox } from '../messaging/outbox.ts';
import { checkWritable, type Store } from '../store/store.ts';
import type { ServiceParts } from './run-service.ts';

/** The life of a service that lives on messages: ready when its broker and store are, and how it ends in order. */
export function eventService(parts: {
  openapi: unknown;
  asyncapi: unknown;
  store: Store;
  outbox?: Outbox;
  transport: { ready(): Promise<void>; stopConsuming(): Promise<void>; close(): Promise<void> };
  beforeClose?: () => Promise<void>;
}): ServiceParts {
  const { openapi, asyncapi, store, outbox, transport, beforeClose } = parts;
  return {
    openapi,
    asyncapi,
    outboxDepth: () => outbox?.depth() ?? 0,
    oldestUnsentMs: async () => outbox?.oldestMs() ?? null,
    async ready() {
      await transport.ready();
      await checkWritable(store);
    },
    async stop() {
      await transport.stopConsuming();
      await outbox?.stop(5000);
      await beforeClose?.();
      await transport.close();
      await store.close();
    },
  };
}
