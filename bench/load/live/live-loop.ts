import { Deadlines } from '../attempt.ts';
import { connectionLimit } from '../connection-limit.ts';
import { HttpClient } from '../http-client.ts';
import type { LoadOptions } from '../load-options.ts';
import type { Ending } from '../outcome.ts';
import { AT_ONCE, Pacer } from '../pacer.ts';
import { type Workload, workloadOf } from '../workload.ts';
import { GrowingSchedule } from './growing-schedule.ts';
import type { LiveBatch, LiveLoad, LiveOptions, LiveTarget } from './live-messages.ts';
import { whatBecame } from './what-became.ts';

const DRAW_EVERY_MS = 100;
const TELL_EVERY_MS = 100;

/** One order under way in one lane. Nanoseconds after the start. */
interface Attempt {
  lane: string;
  key: string;
  intendedNs: number;
  connected: boolean;
  request: { destroy(): void } | null;
}

/**
 * The open loop for several lanes at once, without an end: every order goes to all of them when it is due, whatever became
 * of those before. Rate, mix and lanes change while it runs.
 *
 *   GrowingSchedule ─▶ Pacer ─ring─▶ sendDue ─▶ HttpClient of each lane ─ending─▶ LiveBatch, told ten times a second
 */
export class LiveLoop {
  readonly #options: LiveOptions;
  readonly #tell: (batch: LiveBatch) => void;
  readonly #inFlight: Deadlines<Attempt>;
  readonly #limit = connectionLimit();
  #load: LiveLoad;
  #workload: Workload;
  #mixes = 0;
  #targets: (LiveTarget & { client: HttpClient })[] = [];
  #schedule: GrowingSchedule;
  #pacer: Pacer;
  #startNs = 0n;
  /** Place in this piece of the schedule, and how many orders there were before it. */
  #next = 0;
  #before = 0;
  #batch: LiveBatch = { sent: [], lanes: [], ended: [] };

  constructor(options: LiveOptions, load: LiveLoad, tell: (batch: LiveBatch) => void) {
    this.#options = options;
    this.#load = load;
    this.#tell = tell;
    this.#workload = workloadOf(loadOptionsOf(options, load));
    this.#schedule = new GrowingSchedule(options.seed);
    this.#pacer = this.#newPacer();
    this.#inFlight = new Deadlines(options.timeoutMs, this.#nowNs, (attempt) => {
      this.#end(attempt, { kind: 'timeout', hadConnection: attempt.connected });
      attempt.request?.destroy();
    });
  }

  async start(): Promise<void> {
    await this.#pacer.ready();
    this.#startNs = process.hrtime.bigint();
    this.#pacer.start(this.#startNs);
    setInterval(() => this.#draw(), DRAW_EVERY_MS);
    setInterval(() => this.#flush(), TELL_EVERY_MS);
  }

  /** Lanes that are left out get nothing more; what is under way there is still waited for. */
  setTargets(targets: readonly LiveTarget[]): void {
    this.#flush(); // what was sent until now went to those of now
    const known = (target: LiveTarget) =>
      this.#targets.find(({ lane, url }) => lane === target.lane && url === target.url);
    this.#targets = targets.map((target) => ({
      ...target,
      client:
        known(target)?.client ?? new HttpClient({ urls: [target.url], method: 'POST', keepBodies: true }, this.#limit),
    }));
  }

  setLoad(load: LiveLoad): void {
    const { perSecond: _now, ...mix } = load;
    const { perSecond: _before, ...earlier } = this.#load;
    this.#load = load;
    if (JSON.stringify(mix) === JSON.stringify(earlier)) return;
    this.#mixes += 1; // the orders of each mix have a random stream of their own
    this.#workload = workloadOf(loadOptionsOf({ ...this.#options, seed: this.#options.seed + this.#mixes }, load));
  }

  readonly #nowNs = (): number => Number(process.hrtime.bigint() - this.#startNs);

  #newPacer(): Pacer {
    return new Pacer(this.#schedule.offsetsNs, () => this.#sendDue());
  }

  #draw(): void {
    const whole = this.#schedule.drawUntil(this.#nowNs(), this.#load.perSecond);
    if (whole) this.#pacer.extended();
    else void this.#nextPiece();
  }

  async #nextPiece(): Promise<void> {
    if (Number.isFinite(this.#schedule.offsetsNs[this.#next])) return; // the rest of this one first
    const { nextSlice } = this.#schedule;
    this.#before += this.#next;
    this.#next = 0;
    this.#schedule = new GrowingSchedule(this.#options.seed, nextSlice);
    const old = this.#pacer;
    this.#pacer = this.#newPacer();
    await this.#pacer.ready();
    this.#pacer.start(this.#startNs);
    await old.stop();
  }

  #sendDue(): boolean {
    for (let sent = 0; sent < AT_ONCE; sent++) {
      const intendedNs = this.#schedule.offsetsNs[this.#next] ?? Number.POSITIVE_INFINITY;
      if (intendedNs > this.#nowNs()) return false;
      if (this.#targets.length > 0) this.#send(this.#before + this.#next, intendedNs);
      this.#next += 1;
    }
    return true;
  }

  #send(n: number, intendedNs: number): void {
    const prepared = this.#workload(n);
    const key = prepared.order?.key ?? '';
    this.#batch.sent.push({ key, us: this.#us(intendedNs) });
    for (const { lane, client } of this.#targets) {
      const attempt: Attempt = { lane, key, intendedNs, connected: false, request: null };
      this.#inFlight.add(attempt);
      attempt.request = client.send(prepared, {
        handed: () => {},
        ready: () => {
          attempt.connected = true;
        },
        ended: (ending) => {
          if (this.#inFlight.delete(attempt)) this.#end(attempt, ending);
        },
      });
    }
  }

  #end({ lane, key, intendedNs }: Attempt, ending: Ending): void {
    this.#batch.ended.push({
      lane,
      key,
      intendedUs: this.#us(intendedNs),
      endedUs: this.#us(this.#nowNs()),
      ...whatBecame(ending),
    });
  }

  #us(ns: number): number {
    return Math.round((Number(this.#startNs) + ns) / 1000);
  }

  #flush(): void {
    const batch = this.#batch;
    if (batch.sent.length === 0 && batch.ended.length === 0) return;
    this.#batch = { sent: [], lanes: [], ended: [] };
    this.#tell({ ...batch, lanes: this.#targets.map(({ lane }) => lane) });
  }
}

/** As the workload wants them: it reads what the orders are like, and nothing of when or where they go. */
export const loadOptionsOf = ({ seed, keyPrefix, timeoutMs }: LiveOptions, load: LiveLoad): LoadOptions => ({
  urls: ['http://127.0.0.1/'],
  method: 'POST',
  headers: {},
  arrivals: 'poisson',
  phases: [],
  seed,
  timeoutMs,
  cutOffMs: 0,
  workload: { kind: 'orders', keyPrefix, skus: load.skus, weights: load.weights, maxLines: load.maxLines },
});
