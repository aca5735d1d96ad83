import { join } from 'node:path';
import type { Protection } from '../../../common/base/protections.ts';
import type { Product } from '../../../common/contracts/products.ts';
import type { Mode, ServiceSpec } from '../../../common/mode.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';
import { addressesOf } from '../../brokers/addresses.ts';
import type { Broker } from '../../brokers/broker.ts';
import { restartOnExit } from '../../brokers/restart-on-exit.ts';
import { type Proxy, startProxy } from '../../faults/proxy/proxy.ts';
import { readProducts } from '../../lab/final-reads.ts';
import { type ProcessLab, startLab } from '../../lab/lab.ts';
import { servicesOf } from '../../lab/outside.ts';
import { ownBrokerSettings } from '../../lab/own-broker-settings.ts';
import { payingOf, shapeIn } from '../../lab/provider/provider.ts';
import type { Session } from '../../lab/session.ts';
import { tellWork } from '../../lab/warehouse/warehouse.ts';
import type { WorkTime } from '../../lab/warehouse/work-time.ts';
import type { Lane } from '../protocol/lanes.ts';
import { Refusal } from '../server/refusal.ts';
import { linksToWatch } from './fault-catalogue.ts';
import type { LaneOptions } from './lane-options.ts';

/** What a lane has while it is up. */
export interface UpLane {
  lab: ProcessLab;
  broker: Broker | null;
  proxy: Proxy;
  /** As it was before anything was ordered. */
  catalogue: Product[];
}

/**
 * One mode of the live lab: started, stopped and started again on the same stores, queues and topics, with the proxy on every
 * link that a fault may ask for.
 *
 *   stopped ─▶ starting ─▶ up ─▶ restarting ─▶ up
 *                  └▶ failed       └▶ stopped, failed
 */
export class LaneRun {
  readonly mode: Mode;
  readonly #session: Session;
  readonly #options: LaneOptions;
  readonly #changed: (lane: LaneRun) => void;
  readonly #say: (line: string) => void;
  #up: UpLane | null = null;
  /** As it was up last: its services run on while they are being stopped, its broker and proxy all the time. */
  #last: UpLane | null = null;
  #brokerOf: Promise<Broker | null> | null = null;
  #proxy: Promise<Proxy> | null = null;
  #catalogue: Product[] | null = null;
  #busy: Promise<void> = Promise.resolve();
  #work: WorkTime | null = null;
  /** How its orders are paid. */
  readonly shape: Shape;
  readonly services: readonly ServiceSpec[];
  without: readonly Protection[];
  state: Lane['state'] = 'stopped';
  because: string | null = null;

  constructor(
    mode: Mode,
    session: Session,
    options: LaneOptions,
    changed: (lane: LaneRun) => void,
    say: (line: string) => void,
  ) {
    this.mode = mode;
    this.#session = session;
    this.#options = options;
    this.shape = shapeIn(mode, options.payment);
    this.services = servicesOf(mode, payingOf(this.shape, options.seed));
    this.#changed = changed;
    this.#say = say;
    this.without = options.without;
  }

  get name(): string {
    return this.mode.name;
  }

  get up(): UpLane | null {
    return this.state === 'up' ? this.#up : null;
  }

  /** What it has, or a refusal that says in which state it is. */
  need(): UpLane {
    const { up } = this;
    if (!up) throw new Refusal(409, `${this.mode.label} is ${this.state}.`);
    return up;
  }

  /** Resolves when it is up; rejects, and is `failed`, when it cannot be. */
  start(): Promise<void> {
    if (this.state === 'up') return Promise.resolve();
    return this.#oneAfterTheOther(async () => this.#startServices('starting', null));
  }

  stop(): Promise<void> {
    return this.#oneAfterTheOther(async () => {
      await this.#stopServices();
      this.#become('stopped', null);
    });
  }

  /** Ends the services in order and starts them with other protections, on the same stores. */
  protect(without: readonly Protection[], because: string): Promise<void> {
    return this.#oneAfterTheOther(() =>
      this.#again(because, () => {
        this.without = without;
      }),
    );
  }

  /** Whether its services must start again to be with, or without, a warehouse. */
  startsAgainFor = (work: WorkTime | null): boolean =>
    this.up !== null && (work === null) !== (this.up.lab.urls['warehouse'] === undefined);

  /** What each order takes at the warehouse; null: nobody is asked. A lane that is down comes up with it. */
  setWork(work: WorkTime | null, because: string): Promise<void> {
    return this.#oneAfterTheOther(async () => {
      this.#work = work;
      const warehouse = this.up?.lab.urls['warehouse'];
      if (this.startsAgainFor(work)) await this.#again(because, () => {});
      else if (work && warehouse !== undefined) await tellWork(warehouse, work);
    });
  }

  async #again(because: string, change: () => void): Promise<void> {
    this.#become('restarting', because);
    await this.#stopServices();
    change();
    await this.#startServices('restarting', because);
  }

  #oneAfterTheOther(work: () => Promise<void>): Promise<void> {
    const next = this.#busy.catch(() => {}).then(work);
    this.#busy = next;
    return next;
  }

  #become(state: Lane['state'], because: string | null): void {
    this.state = state;
    this.because = because;
    this.#changed(this);
  }

  async #startServices(state: 'starting' | 'restarting', because: string | null): Promise<void> {
    this.#become(state, because);
    const { mode } = this;
    const session = this.#session;
    const { durability, stock, seed } = this.#options;
    try {
      this.#brokerOf ??= this.#startBroker();
      const broker = await this.#brokerOf;
      if (broker?.owned && broker.pid() === null) await broker.restart(); // what killed it could not be healed
      this.#proxy ??= this.#startProxy(addressesOf(broker?.url ?? '').length);
      const proxy = await this.#proxy;
      const lab = await startLab({
        mode,
        brokerUrl: broker?.url ?? null,
        namespace: mode.broker === null ? '' : `${session.id}-live.`,
        dataFolder: join(session.folder, mode.name),
        keep: true, // the folder of the session goes with the session
        settings: {
          LAB_DURABILITY: durability,
          LAB_WITHOUT: this.without.join(','),
          LAB_STOCK: String(stock),
          LAB_LOG_LEVEL: 'warn',
          ...ownBrokerSettings(mode, broker, true), // somebody may make the network slow at any moment
        },
        work: this.#work && { time: this.#work, seed },
        paying: payingOf(this.shape, seed),
        guard: session.guard,
        say: this.#say,
        signal: session.signal,
        via: proxy.via,
      });
      this.#catalogue ??= await readProducts(lab);
      this.#up = { lab, broker, proxy, catalogue: this.#catalogue };
      this.#last = this.#up;
      this.#become('up', null);
    } catch (error) {
      this.#become('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  async #startBroker(): Promise<Broker | null> {
    const broker = await this.#session.brokerFor(this.mode);
    if (broker) restartOnExit(broker, this.#session.signal, this.#say);
    return broker;
  }

  /** Started after the broker, and so ended before it, with the services that both of them carry. */
  #startProxy(nodes: number): Promise<Proxy> {
    const starting = startProxy(
      linksToWatch(this.mode, this.shape),
      this.#options.seed,
      this.#session.guard,
      {},
      nodes,
    );
    this.#session.onEnd(async () => {
      await this.#busy.catch(() => {});
      await this.#stopServices();
      await (await starting.catch(() => null))?.close();
    });
    return starting;
  }

  async #stopServices(): Promise<void> {
    const lab = this.#up?.lab;
    this.#up = null;
    await lab?.stop();
    await lab?.operator.close().catch(() => {});
  }

  pids(): Record<string, () => number | null> {
    const roles = Object.fromEntries(
      this.services.map(({ role }) => [role, () => this.#last?.lab.service(role).pid ?? null]),
    );
    const broker = this.mode.broker ? { broker: () => this.#last?.broker?.pid() ?? null } : {};
    return { ...roles, ...broker, proxy: () => this.#last?.proxy.pid ?? null };
  }
}
