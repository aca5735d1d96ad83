import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { execa } from 'execa';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Product } from '../../../common/contracts/products.ts';
import type { Mode } from '../../../common/mode.ts';
import { setAccounts } from '../../../common/tokens/token-policy.ts';
import type { ComposeCommand } from '../../lab/containers/compose-command.ts';
import { Stack } from '../../lab/containers/stack.ts';
import { logIn, signUp } from '../../lab/customers/customers.ts';
import { readMailbox } from '../../lab/mail/mail.ts';
import { everyServiceOf } from '../../lab/outside.ts';
import { readProvider, tellProvider } from '../../lab/provider/provider.ts';
import { request, send } from '../../lab/request.ts';
import { until } from '../../lab/until.ts';
import { freePorts } from './free-ports.ts';
import { haproxyImage, hasImage, prometheusImage } from './images.ts';
import { moveAddress } from './move-address.ts';
import { expectOnlyOpen, scanBefore } from './port-scan.ts';
import { expectEqual, expectLockedDown } from './probes.ts';
import { expectScraped, scrapedBroker } from './scraped.ts';
import { allSteps, step } from './step.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = ['docker-compose.yml', 'docker-compose.shop.yml'];
/** What has a port of its own, besides the services of a mode. */
const besides = ['provider', 'mail', 'customers', 'gateway'];
const sku = 'TEA-ASSAM';
const MOST_ATTEMPTS = 3;
const PASSWORD = '/run/passwords/operator/password';

/** Brings the whole shop of a mode up, orders by its one door, and takes it down. Prints a line per step; false: one failed. */
export async function tryShop(mode: Mode, command: ComposeCommand, signal: AbortSignal): Promise<boolean> {
  if (!(await hasImage(haproxyImage))) {
    console.log(`  – skipped, ${haproxyImage} is not on this machine`);
    return true;
  }
  const roles = everyServiceOf(mode).map(({ role }) => role);
  const { ports, urls, env } = await freePorts([...roles, ...besides]);
  const [door = '', provider = '', mail = ''] = [urls['gateway'], urls['provider'], urls['mail']];
  const project = `lab-test-shop-${randomBytes(3).toString('hex')}`;
  const stack = new Stack({ command, folder: `${root}${mode.name}`, project, env, signal, files });
  const before = await scanBefore();
  return allSteps({ stack, project, signal }, async () => {
    await step('starts with all that a shop has, and every container becomes healthy', signal, async () => {
      await stack.build('order-service', 'provider');
      await stack.start();
      await stack.healthy();
      await tellProvider(provider, {}); // which cards it declines is no matter of chance here
    });
    await step('opens its ports on 127.0.0.1 and nothing else', signal, () => expectOnlyOpen(stack, ports, before));
    await step('is locked down, what came with the shop included', signal, () => expectLockedDown(stack));
    await step(
      'takes an order by its one door, charges exactly its total, and mails the customer',
      signal,
      async () => {
        const ada = await customerAt(door, 'ada');
        const { orderId, customer, totalMinor } = await ada.ordered('confirmed');
        const { entries } = await readProvider(provider);
        const moved = entries
          .filter((entry) => entry.orderId === orderId)
          .map(({ kind, amountMinor }) => [kind, amountMinor]);
        expectEqual('the money that moved', moved, [['capture', totalMinor]]);
        await mailed(mail, orderId, customer.email);
      },
    );
    await step('gives the stock back and mails the customer when the card is declined', signal, async () => {
      const left = await stockAt(door);
      await tellProvider(provider, { declined: 1 });
      const { orderId, customer } = await (await customerAt(door, 'grace')).ordered('rejected');
      await tellProvider(provider, {});
      const { entries } = await readProvider(provider);
      expectEqual(
        'the money that moved',
        entries.filter((entry) => entry.orderId === orderId),
        [],
      );
      await until('the stock is back', async () => isDeepStrictEqual(await stockAt(door), left));
      await mailed(mail, orderId, customer.email);
    });
    await step('opens its door to nobody without a token, and to no call between services', signal, async () => {
      expectEqual('without a token', (await request(`${door}/orders`)).status, 401);
      const [ada, eve] = [await customerAt(door, 'ada-too'), await customerAt(door, 'eve')];
      const { orderId } = await ada.ordered('confirmed');
      expectEqual("somebody else's order", (await eve.read(orderId)).status, 404);
      expectEqual(
        'what is an operator’s',
        (await request(`${door}/stock-movements`, { headers: eve.shown })).status,
        403,
      );
      const { id } = await stack.container('customers-service');
      const password = (await execa('docker', ['exec', id, 'cat', PASSWORD])).stdout.trim();
      const operator = await logIn(door, { email: setAccounts.operator, password });
      const shown = { authorization: operator.bearer };
      expectEqual('the operator', (await request(`${door}/stock-movements`, { headers: shown })).status, 200);
      expectEqual('a call between services', (await send('POST', `${door}/reserve`, {}, shown)).status, 404);
    });
    await step('finds a service again that has another address', signal, async () => {
      const moved = await moveAddress(stack, 'order-service');
      await until('the door is open', async () => (await request(`${door}/ready`)).status === 200);
      await (await customerAt(door, 'mary')).ordered('confirmed');
      return moved;
    });
    await step('mails the customer later, when the mail server is back', signal, async () => {
      let order: Order | null = null;
      await stack.killContainer('mail', async () => {
        order = await (await customerAt(door, 'joan')).ordered('confirmed');
      });
      const { orderId, customer } = order as unknown as Order;
      await stack.healthy();
      await mailed(mail, orderId, customer.email);
    });
    if (await hasImage(prometheusImage)) {
      await step('is read by Prometheus, with a token that opens nothing else', signal, () => {
        const names = everyServiceOf(mode).map((service) => service.name);
        return expectScraped(stack, mode, [...names, 'customers-service', 'gateway', ...scrapedBroker(mode)]);
      });
    } else console.log(`  – Prometheus: skipped, ${prometheusImage} is not on this machine`);
    await step('ends in order', signal, () => stack.stop());
  });
}

/** Somebody who signs up and logs in by the door, and orders there. */
async function customerAt(door: string, name: string) {
  const { email, ...person } = await signUp(door, name);
  const { bearer } = await logIn(door, { email, ...person });
  const shown = { authorization: bearer };
  const read = (orderId: string) => request<Order>(`${door}/orders/${orderId}`, { headers: shown });
  return {
    shown,
    read,
    /** Places an order that comes to this. One that failed because something was too slow is given back, and placed anew. */
    async ordered(status: Order['status']): Promise<Order> {
      const body = { customer: { name, email }, items: [{ sku, quantity: 2 }] };
      const post = (key: string) => send<Order>('POST', `${door}/orders`, body, { ...shown, 'idempotency-key': key });
      for (let attempt = 1; ; attempt++) {
        const { text } = await post(`${name}-${attempt}`);
        const [, orderId] = /"orderId":"([^"]+)"/.exec(text) ?? [];
        if (!orderId) throw new Error(`no order was made: ${text}`);
        const order = await until('the order is finished', async () => {
          const { json } = await read(orderId);
          return json.status !== 'pending' && json;
        });
        if (order.status === 'failed' && attempt < MOST_ATTEMPTS) continue;
        expectEqual(
          'the order',
          [order.status, order.reason ?? null],
          [status, status === 'rejected' ? 'payment-declined' : null],
        );
        return order;
      }
    },
  };
}

async function stockAt(door: string): Promise<Pick<Product, 'available' | 'reserved'>> {
  const { available, reserved } = (await request<Product>(`${door}/products/${sku}`)).json;
  return { available, reserved };
}

/** Waits until a mail about this order has come, to this address. */
const mailed = (mail: string, orderId: string, email: string): Promise<unknown> =>
  until('a mail about the order has come', async () =>
    (await readMailbox(mail)).some(({ text, recipients }) => text.includes(orderId) && recipients.includes(email)),
  );
