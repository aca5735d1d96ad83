import { setTimeout } from 'node:timers/promises';
import type { Attempt } from './attempt.ts';
import { Deadlines } from './attempt.ts';
import { connectionLimit } from './connection-limit.ts';
import { HttpClient } from './http-client.ts';
import { KeptOperations } from './kept-operations.ts';
import type { LoadOptions } from './load-options.ts';
import type { GeneratorMessage, LoadResult } from './load-result.ts';
import { type Ending, outcomeOf } from './outcome.ts';
import { AT_ONCE, Pacer } from './pacer.ts';
import { resultOf } from './result-of.ts';
import { scheduleOf } from './schedule.ts';
import { Tally } from './tally.ts';
import { SecondClock, SecondSeries, Timeline } from './timeline.ts';
import { type Workload, workloadOf } from './workload.ts';

const LEAD_MS = 20;
/** So long before it begins, a schedule for a certain moment is fixed. */
const AHEAD_MS = 500;

type SecondSeen = Omit<Extract<GeneratorMessage, { kind: 'second' }>, 'kind'>;

/**
 * The open loop: every request goes out at its intended time, whatever became of those before. After a stall of its
 * own it sends all that is overdue at once, and every latency still runs from the intended time.
 *
 *   Timeline ─▶ Pacer ─ring─▶ sendDue ─▶ HttpClient ─ending─▶ end ─▶ Tally (per phase) · SecondSeries · KeptOperations
 *
 * Against a trivial node:http server on the same 2 cores, Poisson, 8 s after 2 s of warm-up, machine otherwise quiet:
 *
 * | load                    | send delay p50 · p99 | CPU of one core |
 * |-------------------------|----------------------|-----------------|
 * | 100/s, fixed body       | 128 µs · 0.35 ms     |  4%             |
 * | 1,000/s, fixed body     |  55 µs · 0.21 ms     | 18%             |
 * | 5,000/s, fixed body     |  62 µs · 1.1 ms      | 54%             |
 * | 5,000/s, orders kept    |  70 µs · 1.6 ms      | 61%             |
 */
export class OpenLoop {
  private readonly options: LoadOptions;
  private readonly timeline: Timeline;
  private readonly tallies: Tally[];
  private readonly workload: Workload;
  private readonly client: HttpClient;
  private readonly kept: KeptOperations | null;
  private readonly inFlight: Deadlines<Attempt>;
  private readonly series = new SecondSeries();
  private readonly clock: SecondClock;
  private readonly pacer: Pacer;
  private readonly holdNs: number;
  private readonly connectionLimit = connectionLimit();
  private readonly onPhase: (phase: string | null) => void;
  private phase: string | null = null;
  private readonly over = Promise.withResolvers<void>();
  private startNs = 0n;
  private next = 0;
  private stopped = false;

  constructor(
    options: LoadOptions,
    onSecond: (second: SecondSeen) => void,
    onPhase: (phase: string | null) => void = () => {},
  ) {
    this.options = options;
    this.onPhase = onPhase;
    this.holdNs = (options.heldBackUs ?? 0) * 1000;
    const schedule = scheduleOf(options);
    this.timeline = new Timeline(schedule);
    this.tallies = options.phases.map(() => new Tally());
    this.workload = workloadOf(options);
    const keep = options.workload.kind === 'orders' ? options.workload.keep : undefined;
    this.kept = keep ? new KeptOperations(keep.file, keep.trial) : null;
    this.client = new HttpClient({ ...options, keepBodies: this.kept !== null }, this.connectionLimit);
    this.inFlight = new Deadlines(options.timeoutMs, this.nowNs, (attempt) => this.giveUp(attempt, 'timeout'));
    this.clock = new SecondClock(this.nowNs, (second, cpuShare, whole) => {
      if (!whole && !this.series.has(second)) return;
      const phase = this.timeline.phases[this.timeline.phaseAt(second * 1e9)]?.phase;
      const [row, accepted] = this.series.close(second, phase?.name ?? '', this.inFlight.size, cpuShare);
      onSecond({ row, startNs: Number(this.startNs), acceptanceUs: phase?.endsWhenSteady ? [...accepted] : null });
    });
    this.pacer = new Pacer(schedule.offsetsNs, () => this.sendDue());
  }

  /** Resolves after the last phase and the cut-off, or soon after `stop`. Rejects when the kept file cannot be written. */
  async run(): Promise<LoadResult> {
    await this.pacer.ready();
    const { beginAtMs = 0 } = this.options;
    await setTimeout(Math.max(0, beginAtMs - Date.now() - AHEAD_MS)); // a timer may be late; the schedule must not be
    const leadMs = Math.max(LEAD_MS, beginAtMs - Date.now());
    this.startNs = process.hrtime.bigint() + BigInt(leadMs) * 1_000_000n;
    const startedAt = new Date(Date.now() + leadMs).toISOString();
    this.pacer.start(this.startNs + BigInt(Math.round(this.holdNs))); // its bell is late by as much as sends are held back
    this.clock.start();
    this.watchForEnd();
    await this.over.promise;
    await this.pacer.stop();
    this.timeline.cut(Math.max(0, this.nowNs()));
    for (const attempt of this.inFlight.drain()) this.giveUp(attempt, 'unfinished');
    this.clock.stop();
    this.client.close();
    await this.kept?.close();
    const phases = this.timeline.phases.map((place, index) => ({ place, tally: this.tallies[index] ?? new Tally() }));
    const { connectionLimit } = this;
    const { rows: series } = this.series;
    const startNs = Number(this.startNs);
    return resultOf({ startNs, startedAt, stoppedEarly: this.stopped, phases, series, connectionLimit });
  }

  /** Ends this phase now; what it sent stays counted in it. Does nothing when it is not the present one, or the last. */
  leave(phase: string): void {
    if (this.timeline.phases[this.timeline.phaseAt(this.nowNs())]?.phase.name !== phase) return;
    const skipped = this.timeline.skip(this.nowNs());
    if (!skipped) return;
    this.next = Math.max(this.next, skipped.next);
    this.pacer.skip(this.next, skipped.savedNs);
    this.tellPhase();
  }

  /** Sends nothing more and cuts off what is in flight. Idempotent. */
  stop(): void {
    this.stopped = true;
    this.over.resolve();
  }

  private readonly nowNs = (): number => Number(process.hrtime.bigint() - this.startNs);

  private sendDue(): boolean {
    for (let sent = 0; sent < AT_ONCE; sent++) {
      if (this.stopped) return false;
      const intendedNs = this.timeline.dueNs(this.next);
      if (intendedNs + this.holdNs > this.nowNs()) return false;
      this.send(this.next, intendedNs);
      this.next += 1;
    }
    return true;
  }

  private send(n: number, intendedNs: number): void {
    const phase = this.timeline.phaseOf(n);
    const tally = this.tallies[phase] ?? new Tally();
    this.series.offered(intendedNs, this.timeline.phases[phase]?.phase.name ?? '');
    const prepared = this.workload(n);
    const attempt: Attempt = {
      tally,
      intendedNs,
      handedNs: null,
      readyNs: null,
      request: null,
      order: prepared.order,
    };
    this.inFlight.add(attempt);
    tally.sent(this.inFlight.size, this.inFlight.size > this.connectionLimit);
    attempt.request = this.client.send(prepared, {
      handed: () => this.handed(attempt),
      ready: (opened) => this.ready(attempt, opened),
      ended: (ending) => this.settle(attempt, ending),
    });
  }

  /** Whatever the generator let a request wait for ends here: its event loop, those sent before, a connection. */
  private handed(attempt: Attempt): void {
    const { tally, intendedNs, order } = attempt;
    attempt.handedNs = this.nowNs();
    const lateNs = attempt.handedNs - intendedNs;
    tally.handed((lateNs - this.holdNs) / 1000);
    this.series.handed(intendedNs, (lateNs - this.holdNs) / 1000);
    if (order) this.kept?.invoke(order.key, order.value, Number(this.startNs) + intendedNs, lateNs / 1000);
  }

  private ready(attempt: Attempt, opened: boolean): void {
    attempt.readyNs = this.nowNs();
    attempt.tally.ready((attempt.readyNs - (attempt.handedNs ?? 0)) / 1000, opened);
  }

  private giveUp(attempt: Attempt, kind: 'timeout' | 'unfinished'): void {
    this.end(attempt, { kind, hadConnection: attempt.readyNs !== null });
    attempt.request?.destroy();
  }

  private settle(attempt: Attempt, ending: Ending): void {
    if (this.inFlight.delete(attempt)) this.end(attempt, ending);
  }

  private end(attempt: Attempt, ending: Ending): void {
    if (attempt.handedNs === null) this.handed(attempt); // given up while it waited: all of it was the generator's wait
    const nowNs = this.nowNs();
    const { tally, intendedNs, handedNs, readyNs, order } = attempt;
    if (readyNs === null) tally.ready((nowNs - (handedNs ?? nowNs)) / 1000, false);
    const outcome = outcomeOf(ending);
    const latencyUs = (nowNs - intendedNs) / 1000;
    tally.ended(outcome, latencyUs, readyNs === null ? null : (nowNs - readyNs) / 1000, this.holdNs / 1000);
    if (outcome.count === 'accepted') this.series.accepted(nowNs, latencyUs);
    else this.series.error(nowNs);
    if (order) this.kept?.complete(order.key, ending, outcome, Number(this.startNs) + nowNs);
  }

  private watchForEnd(): void {
    this.tellPhase();
    const leftMs = (this.timeline.endNs + this.holdNs - this.nowNs()) / 1e6;
    if (leftMs <= 0 && (this.inFlight.size === 0 || -leftMs >= this.options.cutOffMs)) this.over.resolve();
    if (this.stopped || leftMs <= -this.options.cutOffMs) return;
    globalThis.setTimeout(() => this.watchForEnd(), leftMs > 0 ? Math.min(leftMs, 20) : 5).unref();
  }

  private tellPhase(): void {
    const nowNs = this.nowNs();
    if (nowNs < 0) return;
    const over = nowNs >= this.timeline.endNs;
    const phase = over ? null : (this.timeline.phases[this.timeline.phaseAt(nowNs)]?.phase.name ?? null);
    if (phase === this.phase) return;
    this.phase = phase;
    this.onPhase(phase);
  }
}
