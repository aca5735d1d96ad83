import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Mode } from '../../../common/mode.ts';
import type { ComposeCommand } from '../../lab/containers/compose-command.ts';
import { Stack } from '../../lab/containers/stack.ts';
import { Shop } from '../../lab/shop.ts';
import { until } from '../../lab/until.ts';
import { freePorts } from './free-ports.ts';
import { expectNothingLost, readCatalogue, withCustomers } from './nothing-lost.ts';
import { expectLockedDown } from './probes.ts';
import { allSteps, step } from './step.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = ['docker-compose.yml', 'docker-compose.cluster.yml'];
const NODES = 3;

/** Orders that must reach their end while a node is gone: with one copy of the messages only, some of them would wait for it. */
const WHILE_DOWN = 12;
/** A dead member of a group is given up after a session, a dead node after its own; and then clients look for the others. */
const GOES_ON_MS = 60_000;

/**
 * Brings a mode up with three nodes of its broker, kills each of them under load, and takes all down. Prints a line per
 * step; false: one failed.
 */
export async function tryCluster(mode: Mode, command: ComposeCommand, signal: AbortSignal): Promise<boolean> {
  const { urls, env } = await freePorts(mode.services.map(({ role }) => role));
  const project = `lab-test-cluster-${randomBytes(3).toString('hex')}`;
  const stack = new Stack({ command, folder: `${root}${mode.name}`, project, env, signal, files });
  const shop = new Shop(project, urls);
  return allSteps({ stack, project, signal }, async () => {
    await step('starts with three nodes, and every container becomes healthy', signal, async () => {
      await stack.up();
      await stack.healthy();
    });
    const nodes = (await stack.containers())
      .map(({ service }) => service)
      .filter((name) => /^broker(-\d+)?$/.test(name));
    await step('is locked down', signal, async () => {
      if (nodes.length !== NODES) throw new Error(`expected ${NODES} nodes, got ${nodes.join(', ')}`);
      await expectLockedDown(stack);
    });
    const catalogue = await readCatalogue(urls);
    const skus = catalogue.map(({ sku }) => sku);
    for (const node of nodes.toSorted()) {
      const fault = `kill-${node}`;
      await step(
        `loses no accepted order when ${node} gets docker kill under load, and goes on without it`,
        signal,
        async () => {
          let seconds = '';
          await withCustomers(shop, skus, async () => {
            shop.recorder.note('fault', 'ok', fault, { phase: 'inject' });
            const evidence = await stack.killContainer(node, async () => {
              seconds = await ordersReachTheirEnd(shop, skus);
            });
            shop.recorder.note('fault', 'ok', fault, { phase: 'witness', happened: evidence !== '', evidence });
            await stack.healthy();
          });
          const orders = await expectNothingLost({ mode, shop, urls, catalogue, fault });
          return `went on after ${seconds} s, ${orders} orders`;
        },
      );
    }
    await step('ends in order', signal, () => stack.stop());
  });
}

/** Places orders and waits until each of their customers was told. Resolves with how long that took, in seconds. */
async function ordersReachTheirEnd(shop: Shop, skus: string[]): Promise<string> {
  const started = performance.now();
  const placed: string[] = [];
  for (let at = 0; at < WHILE_DOWN; at++) {
    const { json } = await shop.placeInTime([{ sku: skus[at % skus.length] ?? '', quantity: 1 }]);
    placed.push(json.orderId);
  }
  await until(
    'orders reach their end while a node is gone',
    async () => {
      const told = new Set((await shop.notifications()).map(({ orderId }) => orderId));
      const waiting = placed.filter((id) => !told.has(id));
      if (waiting.length > 0) throw new Error(`${waiting.length} of ${WHILE_DOWN} customers wait`);
      return true;
    },
    GOES_ON_MS,
  );
  return ((performance.now() - started) / 1000).toFixed(1);
}
