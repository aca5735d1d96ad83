import type { Broker } from './broker.ts';

/**
 * No broker of this kind can be had on this machine as it is: nothing was started and nothing is left behind.
 * The message says what was tried and what the reader can do; the bench ends with exit code 3.
 */
export class BrokerUnavailable extends Error {
  readonly kind: Broker['kind'];

  constructor(kind: Broker['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokerUnavailable';
    this.kind = kind;
  }
}
