/** What is being worked on, by id: in hand until everybody who took it has left it. */
export interface Hands {
  readonly size: number;
  take(id: string): void;
  leave(id: string): void;
  /** What was read, without whatever was in hand at any moment of the reading: the row of one that was finished meanwhile was read too early. */
  free<Row>(read: () => Promise<Row[]>, idOf: (row: Row) => string): Promise<Row[]>;
}

export function createHands(): Hands {
  /** By how many. */
  const held = new Map<string, number>();
  /** For each reading that goes on: what was in hand since it began. */
  const readings = new Set<Set<string>>();
  return {
    get size() {
      return held.size;
    },
    take(id) {
      held.set(id, (held.get(id) ?? 0) + 1);
      for (const seen of readings) seen.add(id);
    },
    leave(id) {
      const others = (held.get(id) ?? 1) - 1;
      if (others > 0) held.set(id, others);
      else held.delete(id);
    },
    async free(read, idOf) {
      const seen = new Set(held.keys());
      readings.add(seen);
      try {
        return (await read()).filter((row) => !seen.has(idOf(row)));
      } finally {
        readings.delete(seen);
      }
    },
  };
}
