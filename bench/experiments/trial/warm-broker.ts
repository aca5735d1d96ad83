import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { none } from '../../faults/none.ts';
import { readProducts } from '../../lab/final-reads.ts';
import type { Session } from '../../lab/session.ts';
import { nowUs } from '../../record/recorder.ts';
import { warmUp } from '../plan/warm-up-steps.ts';
import { drive } from './capacity-load.ts';
import { plainOptions, withTrialLab } from './trial-lab.ts';

type Load = (session: Session, mode: Mode, number: number) => Promise<void>;

/**
 * Lets each broker carry a load of which nothing is used, before the first figure is taken from it (measurement.md, rule 8): also
 * one that took the place of another. `number` makes the names in a lab its own.
 */
export function brokerWarmer(session: Session, load: Load = discarded): (mode: Mode, number: number) => Promise<void> {
  const warm = new Set<Broker>();
  return async (mode, number) => {
    const broker = await session.brokerFor(mode);
    if (broker === null || warm.has(broker)) return;
    session.say(`${mode.name}: its broker is warmed …`);
    await load(session, mode, number);
    warm.add(broker);
  };
}

const discarded: Load = (session, mode, number) => {
  const plan = { mode, id: `${mode.name}-warm-up-${number}`, number, fault: none, seed: number, without: [] };
  return withTrialLab(session, { ...plan, sameRoles: true }, plainOptions, async (lab, broker) => {
    const stage = { lab, broker, catalogue: await readProducts(lab), startUs: nowUs(), series: [], sloMs: null };
    await drive(session, plan, stage, 'discarded', [{ name: 'discarded', ...warmUp, measured: true }]);
  });
};
