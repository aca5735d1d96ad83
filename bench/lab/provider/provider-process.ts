// The payment provider's process: it moves money outside of the services, and is not always well. What it holds dies with it.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { ProblemError } from '../../../common/contracts/problems.ts';
import type { Asked } from '../../../common/http/asked.ts';
import { ok } from '../../../common/http/http.ts';
import { providerStatus } from '../../../common/service/payment-provider.ts';
import { runService } from '../../../common/service/run-service.ts';
import { seededRandom } from '../../measure/random.ts';
import { outsideParts } from '../outside-parts.ts';
import { createLedger } from './ledger.ts';
import {
  AddedFaults,
  ChargeRequest,
  type ProviderBooks,
  ProviderFaults,
  type ProviderTotals,
  RefundRequest,
} from './provider-api.ts';
import { createTroubles } from './troubles.ts';

/** Its own settings, beside those of every service. */
const Told = z.object({ PROVIDER_FAULTS: z.string(), PROVIDER_SEED: z.coerce.number().int() });

await runService('provider', async ({ api }) => {
  const { PROVIDER_FAULTS, PROVIDER_SEED: seed } = Told.parse(process.env);
  const troubles = createTroubles(
    ProviderFaults.parse(JSON.parse(PROVIDER_FAULTS)),
    seededRandom(seed, 'faults of the provider'),
    (card) => seededRandom(seed, `declined ${card}`)(),
  );
  const ledger = createLedger();
  const counts = { charges: 0, refunds: 0, lost: 0 };

  /** Whoever asked has given up by then. */
  async function neverAnswer({ message }: Asked): Promise<never> {
    await once(message.socket, 'close');
    throw new ProblemError('dependency-unavailable', 'It never answered.');
  }

  /** What happens before and after the money moves, or does not. */
  async function withFaults<Result>(asked: Asked, move: () => Result): Promise<Result> {
    if (troubles.strikes('silent')) await neverAnswer(asked);
    if (troubles.strikes('errors')) throw new ProblemError('dependency-unavailable', 'It fails on purpose.');
    const delayMs = troubles.delayMs();
    if (delayMs > 0) await setTimeout(delayMs);
    const isLost = troubles.strikes('lost');
    const result = move();
    if (troubles.strikes('errorsAfter')) throw new ProblemError('dependency-unavailable', 'It fails afterwards.');
    if (isLost) {
      counts.lost++;
      await neverAnswer(asked);
    }
    return result;
  }

  api.post('/charges', ChargeRequest, async ({ card, ...charge }, asked) => {
    counts.charges++;
    const key = asked.headers['idempotency-key'];
    const status = await withFaults(asked, () =>
      ledger.charge(charge, typeof key === 'string' ? key : undefined, troubles.declines(card)),
    );
    return { status: providerStatus[status], body: { status } };
  });

  api.post('/refunds', RefundRequest, async ({ orderId }, asked) => {
    counts.refunds++;
    if (troubles.strikes('refundErrors')) throw new ProblemError('dependency-unavailable', 'It fails on purpose.');
    await withFaults(asked, () => ledger.refund(orderId));
    return { status: providerStatus.refunded, body: { refunded: true } };
  });

  api.get('/books', async () => ok({ entries: ledger.entries(), ...counts } satisfies ProviderBooks));

  api.get('/totals', async () => ok(ledger.totals() satisfies ProviderTotals));

  api.put('/faults', ProviderFaults, async (told) => {
    troubles.set(told);
    return ok(told);
  });

  api.put('/faults/added', AddedFaults, async ({ by, faults }) => {
    troubles.add(by, faults);
    return ok({ added: faults });
  });

  api.get('/faults/hits', async () => ok(troubles.hits()));

  return outsideParts;
});
