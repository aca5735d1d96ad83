import type { SecondRow } from './load-result.ts';
import type { Schedule, ScheduledPhase } from './schedule.ts';

/** A schedule as it is carried out: phases can be cut short, and all that follows then moves up. Nanoseconds after the start. */
export class Timeline {
  readonly phases: ScheduledPhase[];
  private readonly offsetsNs: Float64Array;
  private skippedNs = 0;

  constructor({ offsetsNs, phases }: Schedule) {
    this.offsetsNs = offsetsNs;
    this.phases = phases.map((place) => ({ ...place }));
  }

  get endNs(): number {
    return this.phases.at(-1)?.endNs ?? 0;
  }

  /** When arrival n is to be sent; Infinity after the last. */
  dueNs(n: number): number {
    return (this.offsetsNs[n] ?? Number.POSITIVE_INFINITY) - this.skippedNs;
  }

  /** Which phase arrival n belongs to. */
  phaseOf(n: number): number {
    return this.phases.findIndex((place) => n >= place.first && n < place.end);
  }

  /** Which phase it is at a moment; the last one after the end. */
  phaseAt(ns: number): number {
    const index = this.phases.findIndex((place) => ns < place.endNs);
    return index < 0 ? this.phases.length - 1 : index;
  }

  /** Ends the phase of now. Gives the next arrival and how far all moved up, or null in the last phase. */
  skip(nowNs: number): { next: number; savedNs: number } | null {
    const index = this.phaseAt(nowNs);
    const following = this.phases[index + 1];
    const place = this.phases[index];
    if (!place || !following) return null;
    const savedNs = Math.floor(place.endNs - Math.max(nowNs, place.startNs));
    place.endNs -= savedNs;
    for (const later of this.phases.slice(index + 1)) {
      later.startNs -= savedNs;
      later.endNs -= savedNs;
    }
    this.skippedNs += savedNs;
    return { next: following.first, savedNs };
  }

  /** Nothing is sent after this moment: phases end here at the latest. */
  cut(nowNs: number): void {
    for (const place of this.phases) {
      place.startNs = Math.min(place.startNs, nowNs);
      place.endNs = Math.min(place.endNs, nowNs);
    }
  }
}

/** Calls back at the end of every second of a run, with the CPU share of one core this process used in it. */
export class SecondClock {
  private readonly nowNs: () => number;
  private readonly onSecond: (second: number, cpuShare: number, whole: boolean) => void;
  private timer: NodeJS.Timeout | undefined;
  private second = 0;
  private lastNs = 0;
  private lastCpu = process.cpuUsage();

  constructor(nowNs: () => number, onSecond: (second: number, cpuShare: number, whole: boolean) => void) {
    this.nowNs = nowNs;
    this.onSecond = onSecond;
  }

  start(): void {
    const leftMs = ((this.second + 1) * 1e9 - this.nowNs()) / 1e6;
    this.timer = setTimeout(
      () => {
        this.close();
        this.start();
      },
      Math.max(0, Math.ceil(leftMs)),
    );
  }

  /** Tells of the part of a second that is left. */
  stop(): void {
    clearTimeout(this.timer);
    this.close();
  }

  /** After a stall several seconds end at once: each gets the same share. `whole` is false for a part of a second. */
  private close(): void {
    const nowNs = this.nowNs();
    const { user, system } = process.cpuUsage(this.lastCpu);
    const share = ((user + system) * 1000) / Math.max(1, nowNs - this.lastNs);
    this.lastCpu = process.cpuUsage();
    this.lastNs = nowNs;
    do {
      this.onSecond(this.second, share, (this.second + 1) * 1e9 <= nowNs);
      this.second += 1;
    } while ((this.second + 1) * 1e9 <= nowNs);
  }
}

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
