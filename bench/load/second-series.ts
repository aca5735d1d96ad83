import type { SecondRow } from './load-result.ts';

/** The seconds of a run as they pass. Times are nanoseconds after its start. */
export class SecondSeries {
  readonly rows: SecondRow[] = [];
  /** Microseconds of the answers accepted in each second, until the second is over. */
  private readonly latencies = new Map<number, number[]>();

  offered(intendedNs: number, phase: string): void {
    const row = this.at(intendedNs);
    if (row.offered === 0) row.phase = phase;
    row.offered += 1;
  }

  handed(intendedNs: number, delayUs: number): void {
    const row = this.at(intendedNs);
    row.worstSendDelayUs = Math.max(row.worstSendDelayUs, Math.round(delayUs));
  }

  accepted(atNs: number, latencyUs: number): void {
    const row = this.at(atNs);
    row.accepted += 1;
    const known = this.latencies.get(row.second);
    if (known) known.push(latencyUs);
    else this.latencies.set(row.second, [latencyUs]);
  }

  error(atNs: number): void {
    this.at(atNs).errors += 1;
  }

  /** The second `second` is over. Gives what is known of it, and the microseconds of the answers accepted in it, ascending. */
  close(second: number, phase: string, inFlight: number, cpuShare: number): [SecondRow, Float64Array] {
    const row = this.at(second * 1e9);
    const sorted = Float64Array.from(this.latencies.get(second) ?? []).sort();
    this.latencies.delete(second);
    const p50 = sorted[Math.ceil(sorted.length / 2) - 1];
    if (row.phase === '') row.phase = phase;
    row.acceptanceP50Us = p50 === undefined ? null : Math.round(p50);
    row.inFlight = inFlight;
    row.cpuShare = Math.round(cpuShare * 1000) / 1000;
    return [row, sorted];
  }

  /** Whether anything happened up to that second. */
  has(second: number): boolean {
    return second < this.rows.length;
  }

  private at(ns: number): SecondRow {
    const second = Math.max(0, Math.floor(ns / 1e9));
    for (let next = this.rows.length; next <= second; next++) this.rows.push(emptyRow(next));
    return this.rows[second] as SecondRow;
  }
}

const emptyRow = (second: number): SecondRow => ({
  second,
  phase: '',
  offered: 0,
  accepted: 0,
  errors: 0,
  acceptanceP50Us: null,
  inFlight: 0,
  cpuShare: 0,
  worstSendDelayUs: 0,
});
