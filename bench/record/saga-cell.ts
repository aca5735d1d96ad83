/** Who drives what follows a reserved order: one service, or each that hears of it. */
export const shapes = ['orchestrated', 'choreographed'] as const;
export type Shape = (typeof shapes)[number];

/** What the orders that were due in the measured window of one trial came to; in older runs, of its warm-up too. */
export interface SagaFigures {
  orders: number;
  confirmed: number;
  declined: number;
  failed: number;
  /** By inventory, for want of stock or of the product; absent in older runs, where `refusedMeanwhile` is counted by another rule. */
  refused?: number;
  /** From the intended send time to the commit of the notification, in ms. */
  completionP50Ms: number | null;
  completionP90Ms: number | null;
  /** Orders in these two, which are null where there are too few (a median needs 200, a p90 1000). Older runs tell both of any number. */
  samples?: number;
  /** Events published, or calls stored, and what the provider was asked besides: over the whole trial. */
  messagesPerOrder: number;
  /** Of an event each reader counts. */
  deliveriesPerOrder: number;
  providerCallsPerOrder: number;
  /** Of the services and their stores, and of the broker: in the window, over the orders that were completed in it. */
  cpuMsPerOrder: number;
  brokerCpuMsPerOrder: number;
  /** How long stock was held that came back, in ms; null: none did. */
  heldP50Ms: number | null;
  /** As the check `compensated` counts them. */
  refusedMeanwhile: number;
  reservedBeside: number;
}

/** What a trial of the saga experiment asks. */
export interface SagaAsk {
  shape: Shape;
  /** The same once more in its block: the A/A control. */
  again?: true;
}

/** What such a trial adds to the figures that every trial has. */
export interface SagaCell extends SagaAsk {
  figures: SagaFigures;
  /** Lines of code that a reader has to understand, file by file. */
  lines: { file: string; lines: number }[];
}
