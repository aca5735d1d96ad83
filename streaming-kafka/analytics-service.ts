import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { analyticsOpenApi } from '../common/contracts/openapi.ts';
import { ok } from '../common/http/http.ts';
import { createInbox, inboxSchema } from '../common/messaging/inbox.ts';
import { eventService } from '../common/service/event-service.ts';
import { runService } from '../common/service/run-service.ts';
import { addToTally, readTally, tallySchema, writeTallyFile } from '../common/store/analytics-store.ts';
import { openStore } from '../common/store/open-store.ts';
import { asyncApiOf } from './topology.ts';
import { createTransport } from './transport.ts';

const WRITE_EVERY_MS = 1000;

/** Folds the three streams into orders per minute and the failure rate. It can be rebuilt from the log at any time. */
await runService('analytics-service', async (context) => {
  const { settings, metrics, log } = context;
  const store = await openStore(settings, 'analytics', tallySchema + inboxSchema);
  const inbox = createInbox(settings.LAB_WITHOUT, () => metrics.duplicates.inc());
  const transport = createTransport(context);

  context.api.get('/metrics.json', async () => ok(await readTally(store.reader)));

  transport.consume(transport.topology.analytics, async (batch) => {
    await store.transact(async (tx) => {
      const fresh = await inbox.unseen(tx, batch);
      await addToTally(
        tx,
        fresh.map(({ event }) => event),
      );
    });
  });

  const file = join(settings.LAB_DATA_DIR, 'metrics.json');
  const stopped = new AbortController();
  const writing = (async () => {
    for await (const _ of setInterval(WRITE_EVERY_MS, null, { signal: stopped.signal })) {
      await writeTallyFile(store.reader, file).catch((error: unknown) => log.warn({ err: error }, 'metrics.json'));
    }
  })().catch(() => {});

  return eventService({
    openapi: analyticsOpenApi(),
    asyncapi: asyncApiOf(transport.topology),
    store,
    transport,
    async beforeClose() {
      stopped.abort();
      await writing;
      await writeTallyFile(store.reader, file);
    },
  });
});
