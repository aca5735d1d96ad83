import type { ParkedMessage } from '../../record/history.ts';
import type { Clients, RecordOperation } from './clients.ts';
import type { Courier } from './courier.ts';
import type { Random } from './random.ts';
import type { Shop } from './shop.ts';

const reasons = { 'not-json': 'not JSON', 'wrong-schema': 'does not fit the schema', oversized: 'too large' } as const;

/** Messages that cannot be processed, each set aside as it must be. Some are redriven afterwards. */
export class Pills {
  /** In sync mode: stored calls that were refused for good. */
  readonly parkedCalls: ParkedMessage[] = [];
  readonly #random: Random;
  readonly #shop: Shop;
  readonly #clients: Clients;
  readonly #courier: Courier | null;
  readonly #record: RecordOperation;

  constructor(random: Random, shop: Shop, clients: Clients, courier: Courier | null, record: RecordOperation) {
    this.#random = random;
    this.#shop = shop;
    this.#clients = clients;
    this.#courier = courier;
    this.#record = record;
  }

  run(name: string, t: number): void {
    for (const [pill, reason] of Object.entries(reasons)) {
      const id = `${name}-${pill}`;
      if (this.#courier) {
        this.#sent(id, pill, t);
        this.#courier.sendPill(id);
        this.#courier.park('inventory', id, null, reason);
        if (this.#random.chance(0.3)) this.#redrive(id, t);
      } else {
        this.#record(t, 'bench', 'poison', 'invoke', id, { pill });
        this.#record(t + 50, 'bench', 'poison', 'fail', id, { status: 400, error: reason });
      }
    }
    if (!this.#courier) this.#storedCall(`${name}-call`, t);
    else for (let n = 0; n < 2; n++) this.#crasher(this.#courier, `${name}-crasher${n}`, t + n);
  }

  /** A good order whose message kills its handler: parked until the handler is mended. */
  #crasher(courier: Courier, key: string, t: number): void {
    const sale = this.#clients.attempt(key, t, true, 'inventory');
    if (!sale?.messageId) return;
    this.#sent(sale.messageId, 'crashes', t);
    if (this.#random.chance(0.5)) {
      courier.park('inventory', sale.messageId, sale.order.orderId, 'handler crashed 5 times');
      return;
    }
    this.#redrive(sale.messageId, t);
    courier.apply('inventory', sale.messageId, 'redriven');
    this.#shop.settle(sale, t + 500);
  }

  #storedCall(orderId: string, t: number): void {
    this.#sent(orderId, 'a stored call', t);
    const call = {
      messageId: null,
      orderId,
      role: 'orders' as const,
      consumer: 'POST /send',
      body: `{"orderId":"${orderId}"`,
    };
    this.parkedCalls.push({ ...call, reason: '/send answered 400.' });
  }

  #sent(id: string, pill: string, t: number): void {
    this.#record(t, 'bench', 'poison', 'invoke', id, { pill });
    this.#record(t + 50, 'bench', 'poison', 'ok', id, null);
  }

  #redrive(id: string, t: number): void {
    this.#record(t + 400, 'bench', 'redrive', 'invoke', id, null);
    this.#record(t + 450, 'bench', 'redrive', 'ok', id, null);
  }
}
