import type { LaneCommand } from '../commands.ts';
import type { Scenario } from '../protocol/scenario.ts';

const MOST_STEPS = 5000;

/** Writes down what is pressed, with its offset. */
export class ScenarioLog {
  readonly #seed: number;
  readonly #without: readonly string[];
  #beganMs = Date.now();
  #steps: Scenario['steps'] = [];

  constructor(seed: number, without: readonly string[]) {
    this.#seed = seed;
    this.#without = without;
  }

  /** From now on, from offset 0. `now`: what is so already, and must be when it is repeated. */
  restart(now: readonly LaneCommand[]): void {
    this.#beganMs = Date.now();
    this.#steps = now.map((command) => ({ atMs: 0, command }));
  }

  note(command: LaneCommand): void {
    if (this.#steps.length < MOST_STEPS) this.#steps.push({ atMs: Date.now() - this.#beganMs, command });
  }

  /** As it is so far. */
  scenario(said: Pick<Scenario, 'name' | 'title' | 'look'>): Scenario {
    return { scenario: 1, ...said, seed: this.#seed, without: [...this.#without], steps: [...this.#steps] };
  }
}
