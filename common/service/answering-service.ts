import { checkWritable, type Store } from '../store/store.ts';
import type { ServiceParts } from './run-service.ts';

/** The life of a service that only answers calls: ready when its store is. */
export function answeringService(parts: {
  openapi: unknown;
  store: Store;
  beforeClose?: () => Promise<void>;
}): ServiceParts {
  return {
    openapi: parts.openapi,
    outboxDepth: () => 0,
    oldestUnsentMs: async () => null,
    ready: () => checkWritable(parts.store),
    async stop() {
      await parts.beforeClose?.();
      await parts.store.close();
    },
  };
}
