import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** One hour in microseconds: longer waits resize the histogram instead of failing. */
const HIGHEST_US = 3_600_000_000;

/** A set of latencies as it crosses a process boundary: HDR V2 compressed, base64, plus what a histogram cannot hold. */
export interface EncodedLatencies {
  samples: number;
  compressed: string;
  negative: Negative;
}

/** Differences below zero. They stand in the histogram as 0 µs, so that no sample is lost, and are told here. */
export interface Negative {
  count: number;
  /** Microseconds; the most negative one, null when there was none. */
  minUs: number | null;
}

/**
 * Latencies in whole microseconds, three significant digits, in an HDR histogram (http://hdrhistogram.org).
 * Sets merge; percentiles of sets are never averaged (measurement.md, rule 7).
 */
export class Latencies {
  readonly histogram: Histogram;
  readonly negative: Negative = { count: 0, minUs: null };

  constructor(histogram: Histogram = build({ highestTrackableValue: HIGHEST_US, bitBucketSize: 32 })) {
    this.histogram = histogram;
    this.histogram.autoResize = true;
  }

  /** `us` may be fractional or negative; it must be finite, or a RangeError names it. */
  record(us: number): void {
    if (!Number.isFinite(us)) throw new RangeError(`expected a latency in microseconds, got ${us}`);
    if (us < 0) {
      this.negative.count += 1;
      this.negative.minUs = Math.min(us, this.negative.minUs ?? 0);
    }
    this.histogram.recordValue(us < 0 ? 0 : Math.round(us));
  }

  /** Adds the other's samples to these; the other stays as it is. */
  merge(other: Latencies): this {
    this.histogram.add(other.histogram);
    this.negative.count += other.negative.count;
    if (other.negative.minUs !== null) {
      this.negative.minUs = Math.min(other.negative.minUs, this.negative.minUs ?? 0);
    }
    return this;
  }

  encode(): EncodedLatencies {
    return {
      samples: this.histogram.totalCount,
      compressed: encodeIntoCompressedBase64(this.histogram),
      negative: { ...this.negative },
    };
  }

  static decode({ compressed, negative }: EncodedLatencies): Latencies {
    const latencies = new Latencies(decodeFromCompressedBase64(compressed));
    Object.assign(latencies.negative, negative);
    return latencies;
  }
}

/** One set that holds the samples of all; none of them is changed. */
export function mergeLatencies(sets: Iterable<Latencies>): Latencies {
  const merged = new Latencies();
  for (const set of sets) merged.merge(set);
  return merged;
}
