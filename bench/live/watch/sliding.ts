/** Latencies of the last seconds, in microseconds. */
export class Sliding {
  readonly #windowMs: number;
  #at: number[] = [];
  #us: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(atMs: number, us: number): void {
    this.#at.push(atMs);
    this.#us.push(us);
  }

  /**
   * Percentiles of what came within the window before now, null where too few came: these are for a person who watches, so
   * they need fewer samples than a figure of a report (20 and 200).
   */
  read(nowMs: number): { samples: number; p50: number | null; p99: number | null } {
    const oldest = this.#at.findIndex((atMs) => atMs > nowMs - this.#windowMs);
    const from = oldest < 0 ? this.#at.length : oldest;
    if (from > 0) {
      this.#at = this.#at.slice(from);
      this.#us = this.#us.slice(from);
    }
    const sorted = Float64Array.from(this.#us).sort();
    const samples = sorted.length;
    const at = (quantile: number, least: number) =>
      samples < least ? null : Math.round(sorted[Math.min(samples - 1, Math.ceil(samples * quantile) - 1)] ?? 0);
    return { samples, p50: at(0.5, 20), p99: at(0.99, 200) };
  }
}
