import { setTimeout as sleep } from 'node:timers/promises';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { LiveLab } from '../live-lab.ts';
import type { Judgement } from '../protocol/events.ts';
import type { LaneFault } from '../protocol/lanes.ts';

const REST_MS = 90_000;
/** By then whoever waits for an answer has one, or has given up. */
const ANSWERED_MS = 15_000;
const LOOK_MS = 100;

export interface LaneVerdict {
  lane: string;
  outcome: Judgement['outcome'];
  because: string;
  judgement: Judgement | null;
  /** Faults that nothing proved, or that could not be brought about or healed. */
  unproved: LaneFault[];
}

/** Stops the load, heals what is left, waits for rest and asks the judge of every lane: worst first counts. */
export async function judgeAtRest(lab: LiveLab): Promise<LaneVerdict[]> {
  lab.load.setRate(0);
  return Promise.all(
    lab.lanes.map(async ({ run, faults, watch }): Promise<LaneVerdict> => {
      await faults.healAll();
      const { up } = run;
      if (!up)
        return { lane: run.name, outcome: 'unknown', because: `It is ${run.state}.`, judgement: null, unproved: [] };
      const moving = await untilQuiescent(up.lab, REST_MS);
      const deadline = performance.now() + ANSWERED_MS;
      while (watch.waiting > 0 && performance.now() < deadline) await sleep(LOOK_MS);
      const judgement = await watch.judgeAtRest(moving);
      const unproved = faults.told.filter(({ phase, evidence }) => phase !== 'healed' || evidence === null);
      const [first] = unproved;
      const doubt =
        judgement?.outcome === 'holds' && first
          ? `Nothing proved ${first.name}: ${first.evidence ?? 'no witness'}.`
          : null;
      return {
        lane: run.name,
        outcome: doubt ? 'unknown' : (judgement?.outcome ?? 'unknown'),
        because: doubt ?? judgement?.because ?? 'Nothing was looked at.',
        judgement,
        unproved,
      };
    }),
  );
}
