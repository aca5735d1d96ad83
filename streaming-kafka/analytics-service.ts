import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { analyticsOpenApi } from '../common/contracts/openapi.ts';
import { ok } from '../common/http/http.ts';
import { inboxSchema } from '../common/messaging/inbox.ts';
import { eventService } from '../common/service/event-service.ts';
import { runService } from '../common/service/run-service.ts';
import { openStore } from '../common/store/open-store.ts';
import { addToTally, readTally, tallySchema, writeTallyFile } from './analytics-store.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

const WRITE_EVERY_MS = 1000;

/** Folds the three streams into orders per minute and the failure rate. It can be rebuilt from the log at any time. */
await runService('analytics-service', async (context) => {
  const { settings, log } = context;
  const transport = createTransport(context);
  const { topology } = transport;
  const store = await openStore(settings, 'analytics', tallySchema + inboxSchema);

  context.api.get('/metrics.json', async () => ok(await readTally(store.reader)));

  const file = join(settings.LAB_DATA_DIR, 'metrics.json');
  const stopped = new AbortController();
  const writing = (async () => {
    for await (const _ of setInterval(WRITE_EVERY_MS, null, { signal: stopped.signal })) {
      await writeTallyFile(store.reader, file).catch((error: unknown) => log.warn({ err: error }, 'metrics.json'));
    }
  })().catch(() => {});

  const medium = {
    consumes: (handle: Parameters<typeof transport.consume>[1]) => transport.consume(topology.analytics, handle),
    transport,
    asyncapi: asyncApiOf(topology),
  };
  return eventService(context, medium, {
    openapi: analyticsOpenApi(),
    store,
    handle: (tx, messages) =>
      addToTally(
        tx,
        messages.map(({ event }) => event),
        topology.shape,
      ),
    async beforeClose() {
      stopped.abort();
      await writing;
      await writeTallyFile(store.reader, file);
    },
  });
});
