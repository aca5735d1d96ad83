import { rateInterval, type SteadyWindow, steadyFrom } from '../measure/warm-up.ts';
import type { Phase } from './load-options.ts';
import type { SecondRow } from './load-result.ts';

/** Follows the seconds of a run and calls `leave` once a phase marked `endsWhenSteady` has become so. */
export class SteadyWatch {
  /** Such phases that were over before they were steady. */
  readonly notSteady: string[];
  private readonly waiting: ReadonlySet<string>;
  private readonly leave: () => void;
  private phase: string | null = null;
  private windows: SteadyWindow[] = [];

  constructor(phases: readonly Phase[], leave: () => void) {
    this.notSteady = phases.filter((phase) => phase.endsWhenSteady).map(({ name }) => name);
    this.waiting = new Set(this.notSteady);
    this.leave = leave;
  }

  see(row: SecondRow): void {
    if (row.phase !== this.phase) {
      this.phase = row.phase;
      this.windows = [];
    }
    if (!this.waiting.has(row.phase) || !this.notSteady.includes(row.phase)) return;
    this.windows.push({ rate: rateInterval(row.accepted, row.offered), p50Us: row.acceptanceP50Within });
    if (steadyFrom(this.windows) === null) return;
    this.notSteady.splice(this.notSteady.indexOf(row.phase), 1);
    this.leave();
  }
}
