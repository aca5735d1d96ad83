/** Who drives what follows a reserved order: one service, or each that hears of it. */
export const shapes = ['orchestrated', 'choreographed'] as const;
export type Shape = (typeof shapes)[number];

/** What one trial of one shape in one mode came to. */
export interface SagaFigures {
  orders: number;
  confirmed: number;
  declined: number;
  failed: number;
  /** From the intended send time to the commit of the notification, in ms: of orders that were told. */
  completionP50Ms: number;
  completionP90Ms: number;
  /** Events published, or calls stored, and what the provider was asked besides. */
  messagesPerOrder: number;
  /** Of an event each reader counts. */
  deliveriesPerOrder: number;
  providerCallsPerOrder: number;
  /** Of the services, and of the broker. */
  cpuMsPerOrder: number;
  brokerCpuMsPerOrder: number;
  /** How long stock was held that came back, in ms; null: none did. */
  heldP50Ms: number | null;
  /** By the check `compensated`. */
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
