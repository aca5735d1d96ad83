import { setTimeout as sleep } from 'node:timers/promises';
import { carryOut, type LaneCommand } from '../commands.ts';
import type { LiveLab } from '../live-lab.ts';
import type { Scenario } from '../protocol/scenario.ts';

/**
 * Repeats what was pressed, each at its offset, in the lanes that run here. What is refused is told, and the rest goes on: so
 * it went for who pressed it. Resolves after the last step.
 */
export async function playScenario(lab: LiveLab, { steps }: Scenario, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  const running = new Set(lab.lanes.map(({ run }) => run.name));
  for (const { atMs, command } of steps) {
    await sleep(Math.max(0, atMs - (performance.now() - began)), null, { signal }).catch(() => {});
    if (signal.aborted) return;
    const here = onLanes(command, running);
    if (here)
      await carryOut(lab, here).catch((error: unknown) => lab.say(`${here.do}: ${(error as Error).message}`, null));
  }
}

/** The same for the lanes that there are; null: for none of them, or nothing that can be repeated. */
function onLanes(command: Scenario['steps'][number]['command'], running: ReadonlySet<string>): LaneCommand | null {
  if (command.do === 'start-scenario' || command.do === 'save-scenario' || command.do === 'play-scenario') return null;
  if ('lane' in command) return running.has(command.lane) ? command : null;
  if (!('lanes' in command)) return command;
  const lanes = command.lanes.filter((lane) => running.has(lane));
  return lanes.length === 0 ? null : { ...command, lanes };
}
