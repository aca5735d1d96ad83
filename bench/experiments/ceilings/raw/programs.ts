/** Small programs for one medium: one service each, with nothing of ours around it. */
export interface RawPrograms {
  /** The hops of the workflow, and nothing stored. */
  empty: URL;
  /** The same guarantees as ours, in the fewest lines: state, inbox and outbox, one durable commit for each batch. */
  smallest: URL;
}

export interface BrokerPrograms extends RawPrograms {
  /** Makes and removes what they have on the broker. */
  admin: URL;
}

/** Of a mode whose services call each other. */
export const callPrograms: RawPrograms = {
  empty: new URL('./empty-rest.ts', import.meta.url),
  smallest: new URL('./smallest/rest.ts', import.meta.url),
};

/** By the kind of the broker. A mode with another broker is not measured. */
export const brokerPrograms: Record<string, BrokerPrograms> = {
  rabbitmq: {
    empty: new URL('./rabbitmq/empty.ts', import.meta.url),
    smallest: new URL('./rabbitmq/smallest.ts', import.meta.url),
    admin: new URL('./rabbitmq/admin.ts', import.meta.url),
  },
  kafka: {
    empty: new URL('./kafka/empty.ts', import.meta.url),
    smallest: new URL('./kafka/smallest.ts', import.meta.url),
    admin: new URL('./kafka/admin.ts', import.meta.url),
  },
};
