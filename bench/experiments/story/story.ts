import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Stamp } from '../../../common/observe/stamps.ts';
import { acting, type Role, serviceNames } from '../../../common/workflow/message-table.ts';
import type { Trial } from '../../record/run-file.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import type { Journey } from '../trial/journey.ts';
import { orderStory, type RoleStamp, typicalJourney } from './order-story.ts';

/** Services write their stamps every second. */
const WRITTEN_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 100;

/**
 * Whether the services of this trial keep stamps (`LAB_STAMPS`), so that its story can be told: latency trials made for
 * it, and the first control of the faults, which has their window without a fault in it.
 */
export function tellsStory({ experiment, variation, fault, faultAt, block, without }: Partial<TrialPlan>): boolean {
  const control = experiment === 'failure' && fault?.name === 'none' && Boolean(faultAt);
  return variation?.kind === 'story' || (control && block === 1 && without?.length === 0);
}

/**
 * The story of the order nearest to the median completion, from the stamps in the lab's data folder: to be called while
 * the lab still stands, since stopping it removes that folder. Null when its stamps do not add up.
 */
export async function storyOf(dataFolder: string, journeys: readonly Journey[]): Promise<Trial['story']> {
  const journey = typicalJourney(journeys);
  if (journey === null) return null;
  const deadline = performance.now() + WRITTEN_WITHIN_MS;
  for (;;) {
    const story = orderStory(readStamps(dataFolder, journey.orderId ?? ''), journey);
    if (story !== null || performance.now() > deadline) return story;
    await setTimeout(LOOK_EVERY_MS);
  }
}

function readStamps(dataFolder: string, orderId: string): RoleStamp[] {
  return acting.flatMap((role) => {
    const lines = filesOf(role, dataFolder).flatMap((file) => {
      const all = readIfThere(file).split('\n');
      all.pop(); // what follows the last line end is not yet whole
      return all;
    });
    return lines.filter((line) => line.includes(orderId)).map((line) => ({ ...(JSON.parse(line) as Stamp), role }));
  });
}

/** Those of every instance: each keeps its own, in its folder. */
const filesOf = (role: Role, dataFolder: string): string[] =>
  readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file) === `${serviceNames[role]}.stamps.jsonl`)
    .map((file) => join(dataFolder, file));

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // nothing was stamped yet
  }
}
