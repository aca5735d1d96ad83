import type { Mode } from '../../../common/mode.ts';
import type { Session } from '../../lab/session.ts';
import type { Ceiling, ExperimentName } from '../../record/run-file.ts';
import type { CeilingGap, CeilingSample } from './ceiling-sample.ts';
import { ceilingsOf } from './ceilings-of.ts';
import { measureCeilings } from './measure-ceilings.ts';

interface RunOptions {
  modes: readonly Mode[];
  profile: 'quick' | 'standard' | 'full';
  durability: 'page-cache' | 'fsync';
  without: readonly string[];
}

/** About what a block takes for each of its modes, for each of those that are timed besides, and for a profile of each in the last. */
const MODE_S = 18;
const TURN_S = 51;
const PROFILE_S = 10;

/**
 * The ceilings of one run: measured after the latency trials of each block. The quick profile ranks nothing and has none.
 * A completion takes longest: in the standard profile, which is to end within an hour, the modes take turns in it, so that
 * each has it in two blocks of six and its target cannot be judged; in the full profile each has it in every block.
 */
export class Ceilings {
  readonly #samples: CeilingSample[] = [];
  readonly #gaps: CeilingGap[] = [];
  readonly #session: Session;
  readonly #options: RunOptions;
  /** The place of the last latency trial of each block. */
  readonly #blockEnds = new Map<number, number>();

  constructor(session: Session, options: RunOptions, plans: readonly { experiment: ExperimentName; block: number }[]) {
    this.#session = session;
    this.#options = options;
    if (options.profile === 'quick' || options.without.length > 0) return;
    plans.forEach(({ experiment, block }, index) => {
      if (experiment === 'latency') this.#blockEnds.set(block, index);
    });
  }

  get #everyMode(): boolean {
    return this.#options.profile === 'full';
  }

  /** Seconds that `after` will take at this place, about. */
  secondsAfter(index: number): number {
    const ended = [...this.#blockEnds].find(([, end]) => end === index);
    if (!ended) return 0;
    const last = ended[0] === Math.max(...this.#blockEnds.keys());
    const { length } = this.#options.modes;
    return MODE_S * length + TURN_S * (this.#everyMode ? length : 1) + (last ? PROFILE_S * length : 0);
  }

  /** To be called after every trial with its place in the plan; measures when a block ended with it. */
  async after(index: number): Promise<void> {
    const { modes, durability } = this.#options;
    const ended = [...this.#blockEnds].find(([, end]) => end === index);
    if (!ended) return;
    const [block] = ended;
    this.#session.say(`        ceilings, block ${block} …`);
    const last = block === Math.max(...this.#blockEnds.keys());
    const { samples, gaps } = await measureCeilings(this.#session, {
      modes,
      block,
      durability,
      everyMode: this.#everyMode,
      last,
    });
    this.#samples.push(...samples);
    this.#gaps.push(...gaps);
  }

  /** The table, as a part of run.json; nothing when none was measured. */
  found(): { ceilings?: Ceiling[] } {
    const ceilings = ceilingsOf(this.#samples, this.#gaps);
    return ceilings.length > 0 ? { ceilings } : {};
  }
}
