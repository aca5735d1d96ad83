import { addToProvider } from '../../lab/provider/provider.ts';
import { crashAt } from '../crash-point.ts';
import type { FaultContext } from '../fault.ts';
import { providerOf } from './provider-fault.ts';

/** A row says that money may move, and none has. */
export const crashBeforeCharge = crashAt(
  'before-charge',
  'payments',
  {
    title: 'Killed after noting a payment, before asking the provider',
    when: 'after a payment is noted and before its provider is asked',
  },
  { ofPayment: true },
);

/** The money moved, and nobody but the provider knows. */
export const crashAfterCharge = crashAt(
  'after-charge',
  'payments',
  {
    title: 'Killed after the provider answered, before that is noted',
    when: 'after its provider was asked and before the answer is written down',
  },
  { ofPayment: true },
);

/** Nothing is refunded while all goes well: until it has died there, answers of the provider are lost. */
function losingAnswers(lab: FaultContext['lab']) {
  const url = providerOf(lab);
  const by = 'crash at a refund';
  return { begin: () => addToProvider(url, by, { lost: 1 }), end: () => addToProvider(url, by, null) };
}

export const crashBeforeRefund = crashAt(
  'before-refund',
  'payments',
  {
    title: 'Killed before giving money back',
    when: 'before it asks the provider to give back what may have moved; until then answers of the provider are lost',
  },
  { ofPayment: true, provoked: losingAnswers },
);

export const crashAfterRefund = crashAt(
  'after-refund',
  'payments',
  {
    title: 'Killed after giving money back, before that is noted',
    when: 'after the provider was asked for a refund and before that is written down; until then answers of the provider are lost',
  },
  { ofPayment: true, provoked: losingAnswers },
);
