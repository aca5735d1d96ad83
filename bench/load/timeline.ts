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
