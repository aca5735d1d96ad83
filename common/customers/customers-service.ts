import { customersOpenApi } from '../contracts/openapi-customers.ts';
import { runService } from '../service/run-service.ts';
import { openStore } from '../store/open-store.ts';
import { checkWritable } from '../store/store.ts';
import { accountSchema, createAccounts } from './accounts.ts';
import { customersApi } from './customers-api.ts';
import { createSigningKeys, keySchema } from './signing-keys.ts';

/** Who the customers are: POST /customers ─▶ an account; POST /tokens ─▶ a token that all services believe. The same in every mode. */
await runService('customers-service', async ({ settings, api }) => {
  const store = await openStore(settings, 'customers', accountSchema + keySchema);
  const keys = createSigningKeys(store, settings);
  await keys.shown(); // the first one is made
  customersApi(api, createAccounts(store, settings), keys);
  return {
    openapi: customersOpenApi(),
    outboxDepth: () => 0,
    oldestUnsentMs: async () => null,
    ready: () => checkWritable(store),
    stop: () => store.close(),
  };
});
