import { randomUUID } from 'node:crypto';
import { catalogue } from '../../../../common/store/catalogue.ts';
import type { Shape } from '../../../../common/workflow/message-table.ts';
import { shapeIn } from '../../../lab/provider/provider.ts';
import { modes } from '../../../modes.ts';
import { catalogueFor } from '../../lanes/fault-catalogue.ts';
import type { Command } from '../../protocol/commands.ts';
import type { Hello, LabEvent, LoadState } from '../../protocol/events.ts';
import type { LaneFault } from '../../protocol/lanes.ts';
import { Refusal } from '../../server/refusal.ts';
import { said, ToldLane } from './told-lane.ts';

/** Longer than a page takes to draw what it was told. */
const INJECTING_MS = 300;

/** A lab without brokers and services, which tells of what would happen in one. */
export class ToldLab {
  readonly lanes: readonly ToldLane[];
  /** What was asked of it. */
  readonly done: Command[] = [];
  /** What every command is answered with; null: it is carried out. */
  refuses: string | null = null;
  readonly #shape: Shape;
  #load: LoadState = {
    perSecond: 0,
    mix: { mostLines: 3, hotSku: null, unknownSkuShare: 0 },
    work: null,
    seed: 1,
    burst: null,
  };
  readonly #history: Extract<LabEvent, { kind: 'figures' }>[] = [];
  readonly #publish: (event: LabEvent) => void;
  readonly #timers: NodeJS.Timeout[];
  readonly #startedMs: number;
  #atMs: number;

  /** `shape`: how orders are paid in each lane, as far as it can. */
  constructor(publish: (event: LabEvent) => void, shape: Shape = 'off') {
    this.#publish = publish;
    this.#shape = shape;
    this.lanes = modes.map((mode, index) => new ToldLane(mode, index, shapeIn(mode, shape)));
    this.#startedMs = Date.now();
    this.#atMs = this.#startedMs;
    this.#timers = [setInterval(() => this.#tick(Date.now()), 200), setInterval(() => this.#tell(Date.now()), 1000)];
  }

  /** Lives through so many seconds that lie before now, with what is done meanwhile. */
  past(seconds: number, meanwhile: Record<number, () => void>): void {
    const from = Date.now() - seconds * 1000;
    for (let second = 0; second < seconds; second++) {
      this.#atMs = from + second * 1000;
      meanwhile[second]?.();
      for (let n = 0; n < 5; n++) this.#tick(this.#atMs + n * 200);
      this.#tell(this.#atMs);
    }
    this.#atMs = Date.now();
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  greet(start: Hello['start']): Hello {
    const about = {
      run: 'told',
      startedMs: this.#startedMs,
      products: catalogue,
      scenarios: [
        {
          name: 'kill-inventory',
          title: 'Inventory is killed and comes back',
          look: 'REST answers 503 meanwhile. The other two take every order and work them off later.',
        },
      ],
      faults: catalogueFor(modes, this.#shape).map((fault) => ({ ...fault, lasts: true })),
    };
    const judgements = Object.fromEntries(this.lanes.map((lane) => [lane.lane.lane, lane.judgement()]));
    const lanes = this.lanes.map(({ lane }) => lane);
    const picture =
      start === 'resumed' ? null : { about, lanes, load: this.#load, judgements, history: this.#history, recent: [] };
    return { kind: 'hello', atMs: Date.now(), start, replay: false, picture };
  }

  get perSecond(): number {
    return this.#load.perSecond;
  }

  /** Does what a page asks for, at once; unless it is told to refuse. */
  carryOut(command: Command): object {
    if (this.refuses !== null) throw new Refusal(409, this.refuses);
    this.done.push(command);
    if (command.do === 'place') return this.#place(command);
    if (command.do === 'inject')
      for (const lane of this.#named(command.lanes)) this.#suffer(lane, command.fault, command.values);
    if (command.do === 'heal') for (const lane of this.#named(command.lanes)) this.#heal(lane, command.fault);
    if (command.do === 'rate') this.#change({ perSecond: command.perSecond });
    if (command.do === 'mix') this.#change({ mix: command.mix });
    if (command.do === 'work') this.#change({ work: command.work });
    return {};
  }

  #change(part: Partial<LoadState>): void {
    this.#load = { ...this.#load, ...part };
    this.#publish({ kind: 'load', atMs: this.#atMs, load: this.#load });
  }

  /** What proves a fault was seen. */
  prove(fault: string, evidence: string): void {
    for (const lane of this.lanes) this.#alter(lane, fault, { phase: 'witnessed', evidence });
  }

  #named = (names: readonly string[]) => this.lanes.filter(({ lane }) => names.includes(lane.lane));

  #suffer(lane: ToldLane, name: string, values: LaneFault['values'] = {}): void {
    lane.lane.faults.push({
      id: randomUUID(),
      name,
      values,
      phase: 'injecting',
      evidence: null,
      sinceMs: this.#atMs,
      untilMs: null,
    });
    this.#kill(lane, name, 'killed');
    setTimeout(() => {
      if (lane.lane.faults.at(-1)?.phase === 'injecting') this.#alter(lane, name, { phase: 'injected' });
    }, INJECTING_MS);
  }

  #heal(lane: ToldLane, name: string): void {
    this.#alter(lane, name, { phase: 'healed', untilMs: this.#atMs });
    this.#kill(lane, name, 'ready');
  }

  #kill({ lane }: ToldLane, name: string, state: 'killed' | 'ready'): void {
    const broken =
      name === 'kill-inventory'
        ? lane.services.find(({ role }) => role === 'inventory')
        : name === 'broker-kill'
          ? lane.broker
          : null;
    if (broken) broken.state = state;
    this.#publish({ kind: 'lane', atMs: this.#atMs, lane });
  }

  #alter({ lane }: ToldLane, name: string, part: Partial<LaneFault>): void {
    const fault = lane.faults.findLast((one) => one.name === name);
    if (fault) Object.assign(fault, part);
    this.#publish({ kind: 'lane', atMs: this.#atMs, lane });
  }

  #place({ lanes, order }: Extract<Command, { do: 'place' }>): object {
    const placement = randomUUID();
    for (const { lane } of this.#named(lanes)) {
      const orderId = randomUUID();
      const told = {
        kind: 'placed',
        atMs: Date.now(),
        placement,
        lane: lane.lane,
        orderId,
        status: lane.answer === 'outcome' ? 201 : 202,
        body: JSON.stringify({ orderId, ...order }),
      } as const;
      this.#publish({ ...told, phase: 'answered', tookMs: 4.1 });
      this.#publish({
        kind: 'log',
        atMs: Date.now(),
        lane: lane.lane,
        said: said(lane, orderId, Date.now()),
        omitted: 0,
      });
      this.#publish({ ...told, phase: 'finished', tookMs: 12.4 });
    }
    return { placement };
  }

  #tick(atMs: number): void {
    for (const lane of this.lanes) this.#publish(lane.tick(this.#load.perSecond, atMs));
  }

  #tell(atMs: number): void {
    const lanes = Object.fromEntries(this.lanes.map((lane) => [lane.lane.lane, lane.figures(atMs)]));
    const figures = { kind: 'figures', atMs, lanes, own: { lab: 0.05, generator: 0.03 } } as const;
    this.#history.push(figures);
    if (this.#history.length > 300) this.#history.shift();
    this.#publish(figures);
    for (const lane of this.lanes)
      this.#publish({ kind: 'judge', atMs, lane: lane.lane.lane, judgement: lane.judgement() });
  }
}
