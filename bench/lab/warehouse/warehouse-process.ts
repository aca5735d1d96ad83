// The warehouse's process: asked by inventory before it decides, and it takes its time. What it holds dies with it.
import { once } from 'node:events';
import { z } from 'zod';
import { ProblemError } from '../../../common/contracts/problems.ts';
import { ok } from '../../../common/http/http.ts';
import { runService } from '../../../common/service/run-service.ts';
import { seededRandom } from '../../measure/random.ts';
import { outsideParts } from '../outside-parts.ts';
import { createPicks } from './picks.ts';
import { PickRequest, type WarehouseBooks, WarehouseFaults, WarehouseWork } from './warehouse-api.ts';
import { parseWorkTime } from './work-time.ts';

/** Its own settings, beside those of every service. */
const Told = z.object({ WAREHOUSE_WORK: z.string(), WAREHOUSE_SEED: z.coerce.number().int() });

await runService('warehouse', async ({ api }) => {
  const { WAREHOUSE_WORK, WAREHOUSE_SEED: seed } = Told.parse(process.env);
  const work = parseWorkTime(WAREHOUSE_WORK);
  if (!work) throw new Error('Without work there is no warehouse.');
  const picks = createPicks(work, seed);
  const chance = seededRandom(seed, 'errors of the warehouse');
  let faults = WarehouseFaults.parse({});

  api.post('/picks', PickRequest, async ({ orderId }, { headers, message }) => {
    picks.called(orderId);
    if (faults.silent) await once(message.socket, 'close');
    if (faults.atMost !== null && picks.underWay() >= faults.atMost) {
      throw new ProblemError('too-many-requests', `More than ${faults.atMost} orders are under way.`);
    }
    if (chance() < faults.errors) throw new ProblemError('dependency-unavailable', 'It fails on purpose.');
    const key = headers['idempotency-key'];
    await picks.pick(orderId, typeof key === 'string' ? key : undefined);
    return ok({ picked: true });
  });

  api.get('/books', async () =>
    ok({ mostAtOnce: picks.mostAtOnce(), orders: picks.ofOrders() } satisfies WarehouseBooks),
  );

  api.get('/load', async () => ok(picks.load()));

  api.put('/faults', WarehouseFaults, async (told) => {
    faults = told;
    return ok(faults);
  });

  api.put('/work', WarehouseWork, async ({ work }) => {
    picks.take(work);
    return ok({ work: work.text });
  });

  return outsideParts;
});
