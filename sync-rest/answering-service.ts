import { appliedMessages, startPurge } from '../common/messaging/purge.ts';
import type { ServiceContext, ServiceParts } from '../common/service/run-service.ts';
import { checkWritable, type Store } from '../common/store/store.ts';

/** The life of a service that only answers calls: ready when its store is. */
export function answeringService(
  { settings, log }: ServiceContext,
  parts: { openapi: unknown; store: Store; beforeClose?: () => Promise<void> },
): ServiceParts {
  const purge = startPurge(parts.store, [appliedMessages], settings.LAB_KEEP_SECONDS, log);
  return {
    openapi: parts.openapi,
    outboxDepth: () => 0,
    oldestUnsentMs: async () => null,
    ready: () => checkWritable(parts.store),
    async stop() {
      await parts.beforeClose?.();
      await purge.stop();
      await parts.store.close();
    },
  };
}
