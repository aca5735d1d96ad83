import type { ServiceParts } from '../../common/service/run-service.ts';

/** What whoever is asked outside of the services has beside its routes: nothing to wait for, and nothing of ours to hand over. */
export const outsideParts: ServiceParts = {
  openapi: null,
  ready: async () => {},
  outboxDepth: () => 0,
  oldestUnsentMs: async () => null,
  stop: async () => {},
};
