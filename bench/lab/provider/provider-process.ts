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
import { ChargeRequest, type ProviderBooks, ProviderFaults, RefundRequest } from './provider-api.ts';

/** Its own settings, beside those of every service. */
const Told = z.object({ PROVIDER_FAULTS: z.string(), PROVIDER_SEED: z.coerce.number().int() });

await runService('provider', async ({ api }) => {
  const { PROVIDER_FAULTS, PROVIDER_SEED: seed } = Told.parse(process.env);
  let faults = ProviderFaults.parse(JSON.parse(PROVIDER_FAULTS));
  const chance = seededRandom(seed, 'faults of the provider');
  const ledger = createLedger();
  const counts = { charges: 0, refunds: 0, lost: 0 };

  const isDeclined = (card: string) =>
    faults.declines.includes(card) || seededRandom(seed, `declined ${card}`)() < faults.declined;
  const neverAnswered = ({ message }: Asked) => once(message.socket, 'close');

  /** What happens before and after the money moves, or does not. */
  async function withFaults<Result>(asked: Asked, move: () => Result): Promise<Result> {
    if (chance() < faults.silent) await neverAnswered(asked);
    if (chance() < faults.errors) throw new ProblemError('dependency-unavailable', 'It fails on purpose.');
    if (faults.delayMs > 0) await setTimeout(faults.delayMs);
    const isLost = chance() < faults.lost;
    const result = move();
    if (chance() < faults.errorsAfter) throw new ProblemError('dependency-unavailable', 'It fails afterwards.');
    if (isLost) {
      counts.lost++;
      await neverAnswered(asked);
    }
    return result;
  }

  api.post('/charges', ChargeRequest, async ({ card, ...charge }, asked) => {
    counts.charges++;
    const key = asked.headers['idempotency-key'];
    const status = await withFaults(asked, () =>
      ledger.charge(charge, typeof key === 'string' ? key : undefined, isDeclined(card)),
    );
    return { status: providerStatus[status], body: { status } };
  });

  api.post('/refunds', RefundRequest, async ({ orderId }, asked) => {
    counts.refunds++;
    if (chance() < faults.refundErrors) throw new ProblemError('dependency-unavailable', 'It fails on purpose.');
    await withFaults(asked, () => ledger.refund(orderId));
    return { status: providerStatus.refunded, body: { refunded: true } };
  });

  api.get('/books', async () => ok({ entries: ledger.entries(), ...counts } satisfies ProviderBooks));

  api.put('/faults', ProviderFaults, async (told) => {
    faults = told;
    return ok(faults);
  });

  return outsideParts;
});
