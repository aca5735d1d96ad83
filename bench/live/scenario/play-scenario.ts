import { setTimeout as sleep } from 'node:timers/promises';
import { carryOut, type LaneCommand } from '../commands.ts';
import type { LiveLab } from '../live-lab.ts';
import type { Scenario } from '../protocol/scenario.ts';

/** On a slower machine a lane is not up yet, or a fault not healed, when the next step is due. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

/**
 * Repeats what was pressed, each at its offset, in the lanes that run here; later where a lane is on its way up or a fault still
 * being healed, for whoever pressed it saw that it was not. What is refused is told, and the rest goes on. Resolves after the
 * last step.
 */
export async function playScenario(lab: LiveLab, { steps }: Scenario, signal: AbortSignal): Promise<void> {
  let began = performance.now();
  const running = new Set(lab.lanes.map(({ run }) => run.name));
  for (const { atMs, command } of steps) {
    await sleep(Math.max(0, atMs - (performance.now() - began)), null, { signal }).catch(() => {});
    if (signal.aborted) return;
    const here = onLanes(command, running);
    if (!here) continue;
    const due = performance.now();
    await untilReady(lab, here, signal);
    began += performance.now() - due; // what comes after it keeps its distance
    await carryOut(lab, here).catch((error: unknown) => lab.say(`${here.do}: ${(error as Error).message}`, null));
  }
}

async function untilReady(lab: LiveLab, command: LaneCommand, signal: AbortSignal): Promise<void> {
  const named = 'lane' in command ? [command.lane] : 'lanes' in command ? command.lanes : null;
  const lanes = named?.map((name) => lab.lane(name)) ?? lab.lanes;
  const isReady = () =>
    lanes.every(
      ({ run, faults }) =>
        run.state !== 'starting' &&
        run.state !== 'restarting' &&
        (command.do !== 'inject' || !faults.names.includes(command.fault)),
    );
  const deadline = performance.now() + PATIENCE_MS;
  while (!isReady() && performance.now() < deadline && !signal.aborted) await sleep(LOOK_MS);
}

/** The same for the lanes that there are; null: for none of them, or nothing that can be repeated. */
function onLanes(command: Scenario['steps'][number]['command'], running: ReadonlySet<string>): LaneCommand | null {
  if (command.do === 'start-scenario' || command.do === 'save-scenario' || command.do === 'play-scenario') return null;
  if ('lane' in command) return running.has(command.lane) ? command : null;
  if (!('lanes' in command)) return command;
  const lanes = command.lanes.filter((lane) => running.has(lane));
  return lanes.length === 0 ? null : { ...command, lanes };
}
