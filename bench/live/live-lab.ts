import { setTimeout as sleep } from 'node:timers/promises';
import type { Mode } from '../../common/mode.ts';
import type { Session } from '../lab/session.ts';
import type { LiveBatch } from '../load/live/live-messages.ts';
import { DepthWatch } from './lanes/depth-watch.ts';
import { catalogueFor } from './lanes/fault-catalogue.ts';
import { LaneFaults } from './lanes/lane-faults.ts';
import type { LaneOptions } from './lanes/lane-options.ts';
import { LaneRun } from './lanes/lane-run.ts';
import { LaneView } from './lanes/lane-view.ts';
import { MoneyWatch } from './lanes/money-watch.ts';
import type { LiveLane } from './live-lane.ts';
import { LiveLoadKnob } from './live-load.ts';
import { LOOK_MS, LookPace } from './look-pace.ts';
import { Placements } from './placements.ts';
import type { Hello, LabEvent } from './protocol/events.ts';
import type { LaneFigures } from './protocol/figures.ts';
import { Refusal } from './server/refusal.ts';
import { CpuWatch } from './watch/cpu-watch.ts';
import { LaneWatch } from './watch/lane-watch.ts';
import { OrderLog } from './watch/order-log.ts';

/** Pieces of each product at the start: as many as a trial has, an afternoon at the highest rate. */
export const STOCK = 1_000_000;
/** While nothing happens, the looks that ask a service or a broker something come only so often. */
const IDLE_SECONDS = 5;

export interface LiveLabOptions extends LaneOptions {
  /** Where everything that happens goes. */
  publish: (event: LabEvent) => void;
}

/**
 * The modes as lanes, their load, their faults, and what is seen of them: the live lab without its page.
 *
 *   four times a second   what is new in the stores ─▶ steps, log
 *   once a second         figures, backlog, CPU, the judge
 *   every two seconds     are the services ready?
 */
export class LiveLab {
  readonly lanes: readonly LiveLane[];
  readonly load: LiveLoadKnob;
  readonly placements: Placements;
  readonly faults: ReturnType<typeof catalogueFor>;
  readonly #session: Session;
  readonly #options: LiveLabOptions;
  readonly #cpu = new CpuWatch();
  readonly #pace = new LookPace();
  #failing = '';

  constructor(session: Session, modes: readonly Mode[], skus: readonly string[], options: LiveLabOptions) {
    this.#session = session;
    this.#options = options;
    this.faults = catalogueFor(modes, options.payment);
    this.placements = new Placements(session.id, options.publish);
    this.lanes = modes.map((mode) => this.#laneOf(mode));
    this.load = new LiveLoadKnob(skus, {
      session,
      seed: options.seed,
      onBatch: (batch) => this.#hear(batch),
      changed: () => {
        options.publish({ kind: 'load', atMs: Date.now(), load: this.load.state });
        this.#pace.newLoad();
      },
      died: () => {
        for (const { watch } of this.lanes) watch.giveUp();
      },
      say: (line) => this.say(line, null),
    });
  }

  /** Starts every lane at once. Rejects when none comes up, with the reason of the first. */
  async start(): Promise<void> {
    await this.load.start();
    const started = await Promise.allSettled(this.lanes.map(({ run }) => run.start()));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed && this.lanes.every(({ run }) => run.up === null)) throw failed.reason;
    void this.#watch();
  }

  lane(name: string): LiveLane {
    const found = this.lanes.find(({ run }) => run.name === name);
    if (!found)
      throw new Refusal(
        404,
        `There is no lane ${name}. There are: ${this.lanes.map(({ run }) => run.name).join(', ')}.`,
      );
    return found;
  }

  /** One sentence for whoever watches. */
  say(text: string, lane: string | null): void {
    this.#session.say(lane ? `${lane}: ${text}` : text);
    this.#options.publish({ kind: 'notice', atMs: Date.now(), lane, text });
  }

  /** How all lanes are now. */
  async describe(): Promise<Pick<Extract<Hello['picture'], object>, 'lanes' | 'load' | 'judgements'>> {
    const lanes = await Promise.all(this.lanes.map(({ view }) => view.describe()));
    const judged = this.lanes.flatMap(({ run, judgement }) => (judgement ? [[run.name, judgement] as const] : []));
    return { lanes, load: this.load.state, judgements: Object.fromEntries(judged) };
  }

  #laneOf(mode: Mode): LiveLane {
    const run = new LaneRun(
      mode,
      this.#session,
      this.#options,
      () => this.#changed(lane),
      (line) => this.say(line, mode.name),
    );
    const faults = new LaneFaults(
      run,
      this.#session.guard,
      () => this.#changed(lane),
      (text) => this.say(text, mode.name),
    );
    const depths = new DepthWatch(run);
    const view = new LaneView(run, faults, depths);
    const watch = new LaneWatch(run, faults, this.#options.publish, (entry, atUs) =>
      this.placements.finished(mode.name, entry, atUs),
    );
    const [log, money] = [new OrderLog(run), new MoneyWatch(run)];
    const lane: LiveLane = { run, faults, view, watch, log, depths, money, judgement: null, told: '' };
    return lane;
  }

  #changed(lane: LiveLane): void {
    this.load.setTargets(
      this.lanes.flatMap(({ run }) => (run.up ? [{ lane: run.name, url: `${run.up.lab.urls['orders']}/orders` }] : [])),
    );
    this.load.setFaults(this.lanes.flatMap(({ faults }) => faults.loads));
    void lane.view.look().then(() => this.#tell(lane));
    void this.#tell(lane);
  }

  async #tell(lane: LiveLane): Promise<void> {
    const described = await lane.view.describe();
    const text = JSON.stringify(described);
    if (text === lane.told) return;
    lane.told = text;
    this.#options.publish({ kind: 'lane', atMs: Date.now(), lane: described });
  }

  #hear(batch: LiveBatch): void {
    for (const { run, watch, log } of this.lanes) {
      watch.hear(batch);
      for (const outcome of batch.ended) if (outcome.lane === run.name) log.answered(outcome);
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#session;
    for (let next = performance.now(); !signal.aborted; ) {
      await this.#look().catch((error: unknown) => this.#complain(error));
      next = Math.max(next + LOOK_MS, performance.now());
      await sleep(Math.max(0, next - performance.now()), null, { signal, ref: false }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const pace = this.#pace;
    pace.next();
    const idle = this.#idle();
    if (!idle || pace.isEvery(1)) {
      for (const lane of this.lanes) if (!this.#session.signal.aborted) await this.#lookAt(lane);
    }
    const still = idle && this.lanes.every(({ depths }) => depths.isEmpty);
    if (pace.isEvery(1)) await this.#second(still && !pace.isEvery(IDLE_SECONDS));
    if (pace.isEvery(idle ? IDLE_SECONDS : 2))
      for (const lane of this.lanes) void lane.view.look().then(() => this.#tell(lane));
  }

  #idle(): boolean {
    const { perSecond, burst } = this.load.state;
    return (
      perSecond === 0 &&
      !burst &&
      this.lanes.every(({ watch, faults }) => watch.book.size === 0 && faults.names.length === 0)
    );
  }

  async #lookAt(lane: LiveLane): Promise<void> {
    const { run, watch, log } = lane;
    const { up } = run;
    if (!up) return;
    await watch.look();
    const told = await log.read(up.lab.running);
    if (told) this.#options.publish({ kind: 'log', atMs: Date.now(), lane: run.name, ...told });
  }

  /** `still`: what waits where is not asked again. */
  async #second(still: boolean): Promise<void> {
    if (!still) await Promise.all(this.lanes.flatMap(({ depths, money }) => [depths.look(), money.look()]));
    const { own, named: cpu } = this.#cpu.look({
      ...Object.fromEntries(
        this.lanes.flatMap(({ run }) =>
          Object.entries(run.pids()).map(([name, pidOf]) => [`${run.name} ${name}`, pidOf]),
        ),
      ),
      generator: () => this.load.pid,
    });
    const lanes: Record<string, LaneFigures> = {};
    for (const lane of this.lanes) {
      const { run, watch, depths, money } = lane;
      const cores = Object.keys(run.pids()).map((name) => [name, cpu[`${run.name} ${name}`] ?? 0]);
      const figures = watch.figures();
      lanes[run.name] = { ...figures, channels: depths.depths, cpu: Object.fromEntries(cores), money: money.totals };
      lane.judgement = await watch.judge(figures.oldestMs, depths.isEmpty);
    }
    const ownCores = { lab: own, generator: cpu['generator'] ?? 0 };
    this.#options.publish({ kind: 'figures', atMs: Date.now(), lanes, own: ownCores });
  }

  /** Said once, not four times a second. */
  #complain(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== this.#failing) this.say(`a look at the lanes failed: ${text}`, null);
    this.#failing = text;
  }
}
