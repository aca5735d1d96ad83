/** What is being worked on, by id. */
export interface Hands {
  readonly size: number;
  take(id: string): void;
  leave(id: string): void;
  /** What was read, without whatever was in hand at any moment of the reading: the row of one that was finished meanwhile was read too early. */
  free<Row>(read: () => Promise<Row[]>, idOf: (row: Row) => string): Promise<Row[]>;
}

export function createHands(): Hands {
  const held = new Set<string>();
  /** For each reading that goes on: what was in hand since it began. */
  const readings = new Set<Set<string>>();
  return {
    get size() {
      return held.size;
    },
    take(id) {
      held.add(id);
      for (const seen of readings) seen.add(id);
    },
    leave: (id) => void held.delete(id),
    async free(read, idOf) {
      const seen = new Set(held);
      readings.add(seen);
      try {
        return (await read()).filter((row) => !seen.has(idOf(row)));
      } finally {
        readings.delete(seen);
      }
    },
  };
}
