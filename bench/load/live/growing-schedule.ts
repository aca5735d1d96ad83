import { seededRandom } from '../../measure/random.ts';
import { arrivalsOf } from '../arrivals.ts';

const SLICE_SECONDS = 0.2;
const NS_PER_SECOND = 1e9;
/** Room for some ten minutes at the highest rate; then another piece follows. */
const PIECE = 2 ** 19;

/** Arrivals that are drawn as time goes on, at the rate of the moment: a change shows after two slices at most. */
export class GrowingSchedule {
  /** Nanoseconds after the start, ascending; Infinity where nothing is drawn yet. Shared with the pacing thread. */
  readonly offsetsNs = new Float64Array(new SharedArrayBuffer(PIECE * Float64Array.BYTES_PER_ELEMENT)).fill(
    Number.POSITIVE_INFINITY,
  );
  readonly #seed: number;
  #drawn = 0;
  #slice: number;

  /** Slices are counted from the start of the load, so that another piece goes on where this one ended. */
  constructor(seed: number, firstSlice = 0) {
    this.#seed = seed;
    this.#slice = firstSlice;
  }

  get nextSlice(): number {
    return this.#slice;
  }

  /** Draws until one slice ahead of now. Returns false when this piece is full before that. */
  drawUntil(nowNs: number, perSecond: number): boolean {
    const ahead = nowNs / NS_PER_SECOND + SLICE_SECONDS;
    for (; this.#slice * SLICE_SECONDS < ahead; this.#slice += 1) {
      const random = seededRandom(this.#seed, `slice ${this.#slice}`);
      const arrivals = arrivalsOf('poisson', perSecond, SLICE_SECONDS, random);
      if (this.#drawn + arrivals.length > PIECE) return false;
      const beginNs = this.#slice * SLICE_SECONDS * NS_PER_SECOND;
      this.offsetsNs.set(
        arrivals.map((offset) => offset + beginNs),
        this.#drawn,
      );
      this.#drawn += arrivals.length;
    }
    return true;
  }
}
