import { type SteadyWindow, steadyFrom } from '../measure/warm-up.ts';
import type { Phase } from './load-options.ts';
import type { SecondRow } from './load-result.ts';

/** A window needs so many arrivals for its p50 to mean anything. */
const FEWEST_ARRIVALS = 200;

/**
 * Follows the seconds of a run and calls `leave` once a phase marked `endsWhenSteady` has become so. The rate of a
 * window is answered/offered, since the arrivals themselves are random.
 */
export class SteadyWatch {
  /** Such phases that were over before they were steady. */
  readonly notSteady: string[];
  private readonly waiting: Map<string, Phase>;
  private readonly leave: () => void;
  private phase: string | null = null;
  private windows: SteadyWindow[] = [];
  private rows: SecondRow[] = [];

  constructor(phases: readonly Phase[], leave: () => void) {
    this.waiting = new Map(phases.filter((phase) => phase.endsWhenSteady).map((phase) => [phase.name, phase]));
    this.notSteady = [...this.waiting.keys()];
    this.leave = leave;
  }

  see(row: SecondRow): void {
    if (row.phase !== this.phase) {
      this.phase = row.phase;
      this.windows = [];
      this.rows = [];
    }
    const phase = this.waiting.get(row.phase);
    if (!phase || !this.notSteady.includes(row.phase)) return;
    this.rows.push(row);
    if (this.rows.length < Math.max(1, Math.ceil(FEWEST_ARRIVALS / phase.ratePerSecond))) return;
    this.windows.push(windowOf(this.rows));
    this.rows = [];
    if (steadyFrom(this.windows) === null) return;
    this.notSteady.splice(this.notSteady.indexOf(row.phase), 1);
    this.leave();
  }
}

/** Its p50 is the median second's p50: good enough to see whether the system still changes, never published. */
function windowOf(rows: readonly SecondRow[]): SteadyWindow {
  const offered = rows.reduce((sum, row) => sum + row.offered, 0);
  const answered = rows.reduce((sum, row) => sum + row.accepted, 0);
  const p50s = rows
    .map((row) => row.acceptanceP50Us)
    .filter((p50) => p50 !== null)
    .sort((a, b) => a - b);
  return { rate: offered > 0 ? answered / offered : 0, p50Us: p50s[Math.floor((p50s.length - 1) / 2)] ?? null };
}
