import { createHash } from 'node:crypto';
import { ConfigError, type Settings } from '../base/config.ts';
import type { Customer } from '../contracts/orders.ts';
import { calledInTrace } from '../observe/tracing.ts';
import { askOutside } from './ask-outside.ts';

/** A try that failed is repeated within its deadline, after a wait that is drawn between nothing and a growing bound. */
const wait = { firstWaitMs: 50, longestWaitMs: 400, drawn: 1 };

/** What is to be charged: a card, not a person. */
interface Charge {
  orderId: string;
  amountMinor: number;
  currency: string;
  card: string;
}

/** `timeout` and `unavailable`: whether money moved is not known. */
export type Charged = 'captured' | 'declined' | 'timeout' | 'unavailable';

/** Who moves money: outside of the services, slow, and its answers can be lost. */
export interface Provider {
  charge(charge: Charge, traceparent: string | undefined): Promise<Charged>;
  /** Null: nothing is kept of this order, and nothing will be. Otherwise why that is not known. */
  refund(orderId: string): Promise<string | null>;
}

type ProviderSettings = Pick<Settings, 'PROVIDER_URL' | 'LAB_PAYMENT_DEADLINE_MS' | 'LAB_WITHOUT'>;

/** The card that a customer left with us; the provider is told no more of him. */
export const cardOf = ({ email }: Customer): string =>
  `card_${createHash('sha256').update(email).digest('hex').slice(0, 24)}`;

/** What the provider answers where nothing went wrong. */
export const providerStatus = { captured: 201, declined: 402, 'refunded before': 410, refunded: 200 } as const;

export function providerOf(settings: ProviderSettings): Provider {
  const { PROVIDER_URL: base, LAB_PAYMENT_DEADLINE_MS: deadlineMs, LAB_WITHOUT: without } = settings;
  if (base === undefined) throw new ConfigError('PROVIDER_URL is missing. Set it to http://host:port.');
  const isKeyed = !without.includes('idempotency-key');

  const ask = (path: string, body: { orderId: string }, settling: readonly number[], traceparent?: string) =>
    askOutside(new URL(path, base), body, {
      key: isKeyed ? body.orderId : null,
      traceparent,
      deadline: Date.now() + deadlineMs,
      wait,
      without,
      settles: (status) => settling.includes(status),
    });

  return {
    charge: (charge, parent) =>
      calledInTrace('POST /charges', parent, async (traceparent) => {
        const { captured, declined, 'refunded before': before } = providerStatus;
        const answer = await ask('/charges', charge, [captured, declined, before], traceparent);
        if (answer === captured) return 'captured';
        if (answer === declined) return 'declined';
        return typeof answer !== 'number' && answer.isLate ? 'timeout' : 'unavailable';
      }),
    async refund(orderId) {
      const answer = await ask('/refunds', { orderId }, [providerStatus.refunded]);
      return typeof answer === 'number' ? null : `The provider ${answer.why}.`;
    },
  };
}
