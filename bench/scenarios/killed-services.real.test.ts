import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { roleNames } from '../lab/instances.ts';
import { seededRandom } from '../measure/random.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, type TestLab, useLab } from './with-lab.ts';

const SEED = 11;
const SECONDS = 12;
const roles = ['orders', 'inventory', 'notifications'] as const;
type Killed = (typeof roles)[number];

describe.each(allModes)('orders while each of the three services is killed every 2 to 4 seconds, in $name', (mode) => {
  const testLab = useLab(mode);

  test('have exactly one outcome and one notification each, and the stock equals what confirmed orders say', async () => {
    const load = { ratePerSecond: 60, seconds: SECONDS, seed: SEED };
    const kills: Record<Killed, number> = { orders: 0, inventory: 0, notifications: 0 };
    const { result, operations } = await underLoad(testLab(), load, async (elapsedMs) => {
      await Promise.all(
        roles.map(async (role) => {
          kills[role] = await killNowAndThen(testLab(), role, () => elapsedMs() < SECONDS * 1000);
        }),
      );
    });

    expect(result.counts.accepted).toBeGreaterThan(load.ratePerSecond); // how soon a process is back is the machine's affair
    const seen = testLab().said.filter((line) => line.includes('ended (SIGKILL)'));
    for (const role of roles) {
      const deaths = seen.filter((line) => line.startsWith(`${roleNames[role]}-service`)).length;
      expect(deaths).toBe(kills[role]);
      expect(deaths).toBeGreaterThanOrEqual(2);
      noteFault(testLab(), `kill-${roleNames[role]}`, `it ended by SIGKILL ${deaths} times`);
    }
    const faults = roles.map((role) => `kill-${roleNames[role]}`).join('+');
    const final = await expectAllChecksToHold(testLab(), faults, operations);
    expect(final.orders.length).toBeGreaterThanOrEqual(result.counts.accepted);
  });
});

/** Kills one service as somebody outside would; whoever watches it starts it again. Returns how often. */
async function killNowAndThen({ lab }: TestLab, role: Killed, goOn: () => boolean): Promise<number> {
  const random = seededRandom(SEED, role);
  let kills = 0;
  for (;;) {
    await setTimeout(2000 + 2000 * random());
    if (!goOn()) return kills;
    const { pid } = lab.service(role);
    if (pid === null) continue; // it is being started again
    process.kill(pid, 'SIGKILL');
    kills++;
  }
}
