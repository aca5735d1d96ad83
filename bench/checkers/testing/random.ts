/** Seeded and fast: a Weyl sequence through the mixing steps of MurmurHash3. Same seed, same numbers. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x85ebca6b) >>> 0;
  }

  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }

  chance(probability: number): boolean {
    return this.bits() < probability * 0x1_0000_0000;
  }

  /** From low to high, both included. */
  integer(low: number, high: number): number {
    return low + (this.bits() % (high - low + 1));
  }

  /** Throws on an empty list: use `some` where nothing may be there. */
  pick<T>(list: readonly T[]): T {
    const item = this.some(list);
    if (item === undefined) throw new Error('expected a list with entries to pick from, got an empty one');
    return item;
  }

  some<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.bits() % list.length];
  }

  /** Built in a buffer: a string put together from pieces would keep all of them in memory. */
  uuid(): string {
    for (let at = 0; at < 36; at += 9) {
      text.write(this.bits().toString(16).padStart(8, '0'), at, 'latin1');
    }
    for (const at of hyphens) text[at] = 0x2d;
    text[14] = 0x34;
    text[19] = 0x38;
    return text.toString('latin1');
  }
}

const text = Buffer.alloc(36, '0');
const hyphens = [8, 13, 18, 23];
