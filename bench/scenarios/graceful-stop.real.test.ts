import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, useLab } from './with-lab.ts';

const STOP_WITHIN_MS = 10_000;

describe.each(allModes)('a service that is asked to stop under load, in $name', (mode) => {
  const testLab = useLab(mode);

  test('finishes what it has accepted and exits with code 0 within 10 s, each of them in turn', async () => {
    const { lab, said } = testLab();
    said.length = 0;
    const load = { ratePerSecond: 50, seconds: 8, seed: 23 };
    const { result, operations } = await underLoad(testLab(), load, async () => {
      for (const { role, name } of mode.services) {
        await setTimeout(1000);
        const service = lab.service(role);
        const before = service.pid;
        service.signal('SIGTERM');
        const exit = () => said.find((line) => line.startsWith(`${name} ended`));
        expect(await until(`${name} has ended`, exit, STOP_WITHIN_MS)).toMatch(/ended \(exit code 0\)/);
        await until(`${name} is started again`, () => service.pid !== null && service.pid !== before);
        await lab.ready();
      }
    });

    noteFault(testLab(), 'graceful-stop', said.join('; '));
    expect(said).toHaveLength(mode.services.length);
    expect(result.counts.accepted).toBeGreaterThan(load.ratePerSecond); // a second's worth: how soon a process is back is the machine's affair
    await expectAllChecksToHold(testLab(), 'graceful-stop', operations);
  });

  test('exits with code 0 when it has nothing to do', async () => {
    const { lab, said } = testLab();
    said.length = 0;
    for (const { role } of mode.services) lab.service(role).signal('SIGTERM');
    await until('all have ended', () => said.length === mode.services.length, STOP_WITHIN_MS);
    expect(said.filter((line) => !line.includes('ended (exit code 0)'))).toEqual([]);
    await lab.ready();
  });
});
