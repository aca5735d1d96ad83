import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Mode } from '../../../common/mode.ts';
import type { ComposeCommand } from '../../lab/containers/compose-command.ts';
import { Stack } from '../../lab/containers/stack.ts';
import { Shop } from '../../lab/shop.ts';
import { until } from '../../lab/until.ts';
import { freePorts } from './free-ports.ts';
import { hasImage, prometheusImage } from './images.ts';
import { expectNothingLost, readCatalogue, withCustomers } from './nothing-lost.ts';
import { expectOnlyOpen, scanBefore } from './port-scan.ts';
import { checkBlackBox, expectLockedDown, reachedFrom } from './probes.ts';
import { expectScraped, scrapedBroker } from './scraped.ts';
import { allSteps, step } from './step.ts';
import { tryDebug } from './try-debug.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Orders placed while a container is down. */
const WHILE_DOWN = 50;

/** Brings one mode up in containers, uses and breaks it, and takes it down. Prints a line per step; false: one failed. */
export async function tryMode(mode: Mode, command: ComposeCommand, signal: AbortSignal): Promise<boolean> {
  const { name, services, broker } = mode;
  const { ports, urls, env } = await freePorts(mode.services.map(({ role }) => role));
  const project = `lab-test-${name}-${randomBytes(3).toString('hex')}`;
  const stack = new Stack({ command, folder: `${root}${name}`, project, env, signal });
  const before = await scanBefore();
  const shop = new Shop(project, urls);
  return allSteps({ stack, project, signal }, async () => {
    await step('starts, and every container becomes healthy', signal, async () => {
      await stack.up();
      await stack.healthy();
    });
    const catalogue = await readCatalogue(urls);
    await step('opens its API on 127.0.0.1 and nothing else', signal, () => expectOnlyOpen(stack, ports, before));
    await step('is locked down', signal, () => expectLockedDown(stack));
    await step('takes, repeats and rejects orders, and tells the customer', signal, () => checkBlackBox(shop, mode));
    if (broker) {
      await step('shows nothing of its broker to containers outside', signal, async () => {
        const [seen, inside] = [await reachedFrom('bridge', stack), await reachedFrom(`${project}_inside`, stack)];
        if (seen.length > 0) throw new Error(`reached from outside: ${seen.join(', ')}`);
        if (inside.length === 0) throw new Error('not reached from inside either: the probe proves nothing');
        return `from inside ${inside.filter((one) => one.startsWith('broker:')).join(', ')}`;
      });
    }
    const survives = (what: string, fault: string, kill: () => Promise<string>) =>
      step(`loses no accepted order when ${what} under load`, signal, async () => {
        const skus = catalogue.map(({ sku }) => sku);
        await withCustomers(shop, skus, async () => {
          const seen = shop.recorder.operations.length;
          await until('orders come in', async () => shop.recorder.operations.length > seen + 100);
          shop.recorder.note('fault', 'ok', fault, { phase: 'inject' });
          const evidence = await kill();
          shop.recorder.note('fault', 'ok', fault, { phase: 'witness', happened: evidence !== '', evidence });
          await stack.healthy();
        });
        return `${await expectNothingLost({ mode, shop, urls, catalogue, fault })} orders`;
      });
    await survives('what runs in inventory-service dies', 'die-inventory-service', () =>
      stack.killProcess('inventory-service'),
    );
    for (const victim of [...services.map((service) => service.name), ...(broker ? ['broker'] : [])]) {
      await survives(`${victim} gets docker kill`, `kill-${victim}`, () =>
        stack.killContainer(victim, async () => {
          const seen = shop.recorder.operations.length;
          await until('customers go on', async () => shop.recorder.operations.length > seen + WHILE_DOWN);
        }),
      );
    }
    if (await hasImage(prometheusImage)) {
      await step('is read by Prometheus, every service and the broker', signal, () =>
        expectScraped(stack, mode, [...services.map((service) => service.name), ...scrapedBroker(mode)]),
      );
    } else console.log(`  – Prometheus: skipped, ${prometheusImage} is not on this machine`);
    await step('ends in order', signal, () => stack.stop());
    await stack.down(); // the debug file has fixed ports
    await step('opens with its debug file what that names, and nothing else', signal, async () =>
      (await tryDebug(mode, command, `${root}${name}`, signal)).join(', '),
    );
  });
}
