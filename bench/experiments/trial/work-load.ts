import type { Phase } from '../../load/load-options.ts';
import type { WorkAbove } from '../../record/work-cell.ts';
import type { Stretch } from '../figures/work-figures.ts';
import { begun } from './capacity-climb.ts';
import type { Climbed, Stage } from './capacity-load.ts';
import type { Journey } from './journey.ts';

export const phases = { warmUp: 'warm-up', settle: 'settle', share: 'share', above: 'above' } as const;

export type WorkStage = Omit<Stage, 'sloMs'>;

/** The loads of a cell, and what was done above the predicted rate, once it is known what became of every order. */
export interface Offered {
  loads: Climbed[];
  done(journeys: readonly Journey[]): WorkAbove | null;
}

export const phaseOf = (name: string, ratePerSecond: number, seconds: number): Phase => ({
  name,
  ratePerSecond,
  seconds,
  measured: true,
});

/** One for each step that can be judged; the last of a load may have been cut short. */
export const stretchesOf = (climbed: Climbed): Stretch[] =>
  begun(climbed).map((phase) => ({ result: climbed.result, phase, use: climbed.uses.get(phase.name) ?? [] }));
