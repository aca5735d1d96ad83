import { setTimeout } from 'node:timers/promises';
import type { Broker } from '../../brokers/broker.ts';
import { roleNames } from '../../faults/fault.ts';
import type { Lab } from '../../lab/lab.ts';
import { seededRandom } from '../../measure/random.ts';

const LEAST_WAIT_MS = 1500;
const MORE_WAIT_MS = 3500;
/** How long a broker stays dead at most; services come back on their own, within a second. */
const BROKER_AWAY_MS = 1500;

/** Kills every service and the broker at moments of the seed until `goOn` says no more. Returns how often each died of it. */
export async function killAtRandom(
  lab: Lab,
  broker: Broker | null,
  seed: number,
  goOn: () => boolean,
): Promise<Record<string, number>> {
  const deaths: Record<string, number> = {};
  const now = async (victim: string, kill: () => Promise<boolean> | boolean) => {
    const random = seededRandom(seed, `kill ${victim}`);
    deaths[victim] = 0;
    for (;;) {
      await setTimeout(LEAST_WAIT_MS + MORE_WAIT_MS * random());
      if (!goOn()) return;
      if (await kill()) deaths[victim]++;
    }
  };
  const services = lab.mode.services.map(({ role }) =>
    now(roleNames[role], () => {
      const { pid } = lab.service(role);
      return pid !== null && process.kill(pid, 'SIGKILL'); // null: it is being started again
    }),
  );
  const random = seededRandom(seed, 'broker away');
  const brokers = broker?.owned
    ? [
        now('broker', async () => {
          await broker.kill();
          await setTimeout(BROKER_AWAY_MS * random());
          await broker.restart();
          return true;
        }),
      ]
    : [];
  await Promise.all([...services, ...brokers]);
  return deaths;
}
