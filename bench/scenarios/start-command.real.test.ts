import { describe, expect, test } from 'vitest';
import { Shop } from '../lab/shop.ts';
import { until } from '../lab/until.ts';
import { Command } from './command.ts';
import { allModes } from './with-lab.ts';

const items = [{ sku: 'TEA-ASSAM', quantity: 1 }];
/** What the process of each broker is called. */
const brokerProgram: Record<string, string> = { rabbitmq: 'beam.smp', kafka: 'kafka.Kafka' };

describe.each(allModes)('npm start, for $name', (mode) => {
  test('prints one line once all is ready, repairs what dies, and leaves nothing after Ctrl-C', async () => {
    await using command = Command.start(mode.name);
    const ready = await command.ready();
    expect(ready).toMatchObject({ ready: true, mode: mode.name });
    expect(Object.keys(ready.urls).toSorted()).toEqual(mode.services.map(({ role }) => role).toSorted());
    expect('broker' in ready).toBe(mode.broker !== null);
    const shop = new Shop('start', ready.urls);
    const order = async () => (await shop.finished((await shop.place(items)).json.orderId)).status;
    expect(await order()).toBe('confirmed');

    for (const { name } of mode.services) {
      const before = await command.find(`${name}.ts`);
      process.kill(before.pid, 'SIGKILL');
      const again = () => command.family().some(({ pid }) => pid > before.pid && pid !== before.pid);
      await until(`${name} is said to be started again`, () =>
        command.stderr.some((line) => line === `${name} ended (SIGKILL), starting it again in 100 ms`),
      );
      await until(`${name} is started again`, again, 1000);
    }
    await allReady(ready.urls);
    expect(await order()).toBe('confirmed');

    if (mode.broker) {
      const { kind } = mode.broker;
      const before = await command.find(brokerProgram[kind] ?? kind);
      process.kill(before.pid, 'SIGKILL');
      await until('the broker is back', () => command.stderr.includes(`${kind} is back`), 30_000);
      expect(command.stderr.join('\n')).toMatch(new RegExp(`${kind} ended \\(.*\\), starting it again`));
      await allReady(ready.urls);
      expect(await order()).toBe('confirmed');
    }

    command.family();
    command.interrupt();
    expect(await command.ended()).toBe(0);
    await command.gone();
    expect(command.stdout).toHaveLength(1);
  });

  test('leaves nothing after Ctrl-C while it is still starting', async () => {
    await using command = Command.start(mode.name);
    // With a broker: once it is starting; the services are next. Without: when the first service runs.
    await command.find(brokerProgram[mode.broker?.kind ?? ''] ?? 'inventory-service.ts');
    command.interrupt();
    expect(await command.ended()).toBe(0);
    await command.gone();
    expect(command.stdout).toEqual([]);
  });
});

function allReady(urls: Record<string, string>): Promise<unknown> {
  return until('every service is ready', async () => {
    const answers = await Promise.all(Object.values(urls).map((url) => fetch(`${url}/ready`)));
    for (const answer of answers) await answer.arrayBuffer();
    return answers.every(({ ok }) => ok);
  });
}
