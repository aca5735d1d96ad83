import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Guard } from '../../brokers/broker.ts';
import { faultNamed } from '../../faults/all.ts';
import type { FaultKind } from '../../faults/fault.ts';
import type { FaultValues } from '../../faults/parameters.ts';
import type { Operation } from '../../record/history.ts';
import { Recorder } from '../../record/recorder.ts';
import type { LaneFault } from '../protocol/lanes.ts';
import { Refusal } from '../server/refusal.ts';
import type { LaneRun } from './lane-run.ts';

const LOOK_EVERY_MS = 500;
const MOST_KEPT = 200;

type Started = ReturnType<FaultKind['create']>;

/** One fault that is under way: what it is, what it says, and how to put it right. */
interface UnderWay {
  kind: FaultKind;
  told: LaneFault;
  fault: Started;
  injected: Promise<void>;
  over: AbortController;
}

/** The faults of one lane. Each phase is told as it begins; what happens with the fault itself goes on by itself. */
export class LaneFaults {
  readonly #lane: LaneRun;
  readonly #guard: Guard;
  readonly #changed: () => void;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #told: LaneFault[] = [];
  /** What faults did as clients, and that they happened: operations of the history. */
  readonly recorder: Recorder;

  constructor(lane: LaneRun, guard: Guard, changed: () => void) {
    this.#lane = lane;
    this.#guard = guard;
    this.#changed = changed;
    this.recorder = new Recorder(lane.name);
  }

  /** Oldest first. */
  get told(): readonly LaneFault[] {
    return this.#told;
  }

  get names(): string[] {
    return [...this.#underWay.keys()];
  }

  /** What is under way changes about the load. */
  get loads(): NonNullable<FaultKind['load']>[] {
    return [...this.#underWay.values()].flatMap(({ kind }) => kind.load ?? []);
  }

  /** Operations since they were taken last. */
  takeOperations(): Operation[] {
    return this.recorder.operations.splice(0);
  }

  /** Begins it and returns; `seconds`: how long it lasts, absent: until it is healed. Throws a Refusal when it cannot begin. */
  inject(name: string, values: FaultValues = {}, seconds?: number): void {
    const kind = faultNamed(name);
    if (!kind) throw new Refusal(404, `There is no fault ${name}.`);
    if (this.#underWay.has(name))
      throw new Refusal(409, `${kind.title}: that is under way in ${this.#lane.mode.label}.`);
    const { lab, broker, proxy } = this.#lane.need();
    const told: LaneFault = {
      id: randomUUID(),
      name,
      values,
      phase: 'injecting',
      evidence: null,
      sinceMs: Date.now(),
      untilMs: null,
    };
    this.#told.push(told);
    if (this.#told.length > MOST_KEPT) this.#told.shift();
    const fault = kind.create({ lab, broker, proxy, recorder: this.recorder, guard: this.#guard }, values);
    const over = new AbortController();
    const injected = this.#step(name, 'inject', fault);
    const one: UnderWay = { kind, told, fault, injected, over };
    this.#underWay.set(name, one);
    this.#changed();
    void this.#follow(one, seconds);
  }

  /** Begins to heal it and returns when it is over; throws a Refusal when it is not under way. */
  async heal(name: string): Promise<void> {
    const one = this.#underWay.get(name);
    if (!one || one.over.signal.aborted)
      throw new Refusal(409, `${name} is not under way in ${this.#lane.mode.label}.`);
    one.over.abort();
    await this.#putRight(one);
  }

  /** Everything that is under way, the network first: through a broken one nothing else is healed. */
  async healAll(): Promise<void> {
    const all = [...this.#underWay.values()].toSorted(
      (a, b) => Number(a.kind.links === undefined) - Number(b.kind.links === undefined),
    );
    for (const { kind } of all) await this.heal(kind.name).catch(() => {});
  }

  async #follow(one: UnderWay, seconds: number | undefined): Promise<void> {
    const { fault, told, over, injected, kind } = one;
    try {
      await injected;
    } catch (error) {
      over.abort();
      await fault.heal().catch(() => {});
      return this.#end(one, 'failed', (error as Error).message);
    }
    if (over.signal.aborted) return;
    this.#tell(told, 'injected');
    if (kind.atOnce) {
      over.abort();
      return this.#putRight(one);
    }
    if (seconds !== undefined) {
      const byItself = setTimeout(seconds * 1000, null, { signal: over.signal, ref: false });
      void byItself.then(() => this.heal(kind.name)).catch(() => {}); // it was healed before
    }
    while (fault.seen && !over.signal.aborted) {
      const evidence = await fault.seen().catch(() => null);
      if (over.signal.aborted) return;
      if (evidence !== null && evidence !== told.evidence) {
        told.evidence = evidence;
        if (told.phase === 'injected') this.#tell(told, 'witnessed');
      }
      await setTimeout(LOOK_EVERY_MS, null, { signal: over.signal, ref: false }).catch(() => {});
    }
  }

  async #putRight(one: UnderWay): Promise<void> {
    const { fault, told, kind } = one;
    await one.injected.catch(() => {});
    if (!this.#underWay.has(kind.name)) return; // it could not be injected
    this.#tell(told, 'healing');
    try {
      await this.#heal(kind.name, fault);
    } catch (error) {
      return this.#end(one, 'failed', (error as Error).message);
    }
    const seen = told.evidence;
    const evidence = (await fault.witness().catch(() => null)) ?? seen;
    this.recorder.note('fault', 'ok', kind.name, { phase: 'witness', happened: evidence !== null, evidence });
    this.#end(one, 'healed', evidence);
  }

  /** What took too long on a busy machine may be there the second time; otherwise the lane would stay broken. */
  async #heal(name: string, fault: Started): Promise<void> {
    try {
      await this.#step(name, 'heal', fault);
    } catch (error) {
      await this.#step(name, 'heal', fault).catch(() => {
        throw error;
      });
    }
  }

  /** As a trial notes it: when it began, and how it went. */
  async #step(name: string, phase: 'inject' | 'heal', fault: Started): Promise<void> {
    this.recorder.note('fault', 'invoke', name, { phase });
    try {
      await fault[phase]();
      this.recorder.note('fault', 'ok', name, { phase });
    } catch (error) {
      this.recorder.note('fault', 'info', name, { phase, error: (error as Error).message });
      throw error;
    }
  }

  #end(one: UnderWay, phase: 'healed' | 'failed', evidence: string | null): void {
    this.#underWay.delete(one.kind.name);
    one.told.evidence = evidence;
    one.told.untilMs = Date.now();
    this.#tell(one.told, phase);
  }

  #tell(told: LaneFault, phase: LaneFault['phase']): void {
    told.phase = phase;
    this.#changed();
  }
}
