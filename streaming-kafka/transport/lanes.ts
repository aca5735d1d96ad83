/** Work that is done side by side, in lanes: one after the other in each. */
export interface Lanes {
  /** Whether more may be added: what waits for its turn is bounded by what can be at work. */
  hasRoom(): boolean;
  /** `work` must not reject. */
  add(lane: string, work: () => Promise<void>): void;
  /** Resolves when something is finished, or after so many milliseconds. */
  change(mostMs: number): Promise<void>;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
}

const LONGEST_LOOK_MS = 1000;

/** At most `atOnce` at work. What waits begins in the order in which it came, but for those whose lane is taken. */
export function createLanes(atOnce: number): Lanes {
  const waiting: { lane: string; work: () => Promise<void> }[] = [];
  const taken = new Set<string>();
  const watching: (() => void)[] = [];

  function begin(): void {
    for (let at = 0; taken.size < atOnce && at < waiting.length; ) {
      const { lane, work } = waiting[at] as (typeof waiting)[number];
      if (taken.has(lane)) at++;
      else {
        waiting.splice(at, 1);
        taken.add(lane);
        void work().finally(() => {
          taken.delete(lane);
          begin();
          for (const tell of watching.splice(0)) tell();
        });
      }
    }
  }

  function change(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, mostMs);
      watching.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  return {
    hasRoom: () => waiting.length < atOnce,
    add(lane, work) {
      waiting.push({ lane, work });
      begin();
    },
    change,
    async idle() {
      while (taken.size > 0) await change(LONGEST_LOOK_MS);
    },
  };
}
