import type { ServiceParts } from '../common/service/run-service.ts';
import { checkWritable, type Store } from '../common/store/store.ts';

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
