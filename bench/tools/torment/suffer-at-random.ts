import { setTimeout } from 'node:timers/promises';
import { proofOf, step } from '../../experiments/trial/inject-and-heal.ts';
import type { FaultContext, FaultKind } from '../../faults/fault.ts';
import { seededRandom } from '../../measure/random.ts';

const LEAST_MS = 1000;
const MORE_MS = 1500;

export interface Times {
  injected: number;
  seen: number;
}

/** One of these faults after the other, drawn by the seed, each for a while, until `goOn` says no more; all of it enters the history. */
export async function sufferAtRandom(
  kinds: readonly FaultKind[],
  context: FaultContext,
  seed: number,
  goOn: () => boolean,
): Promise<Record<string, Times>> {
  const random = seededRandom(seed, 'faults in between');
  const times: Record<string, Times> = {};
  while (kinds.length > 0 && goOn()) {
    const { name, create } = kinds[Math.floor(random() * kinds.length)] as FaultKind;
    const part = { name, fault: create(context) };
    await step(context.recorder, 'inject', part);
    await setTimeout(LEAST_MS + MORE_MS * random());
    await step(context.recorder, 'heal', part);
    const proof = await proofOf(context.recorder, part);
    const { injected, seen } = times[name] ?? { injected: 0, seen: 0 };
    times[name] = { injected: injected + 1, seen: seen + Number(proof !== null) };
  }
  return times;
}
