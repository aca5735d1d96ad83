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
import { healTwice, type Started, step, whyNot } from './fault-steps.ts';
import type { LaneRun } from './lane-run.ts';

const LOOK_EVERY_MS = 500;
const MOST_KEPT = 200;

/** One fault that is under way: what it is, what it says, and how to put it right. */
interface UnderWay {
  kind: FaultKind;
  told: LaneFault;
  fault: Started;
  injected: Promise<void>;
  over: AbortController;
  /** What proved it while it lasted. */
  seen: string | null;
  /** While it is being put right: until that is over, or has failed. */
  righting: Promise<void> | null;
}

/** The faults of one lane. Each phase is told as it begins; what happens with the fault itself goes on by itself. */
export class LaneFaults {
  readonly #lane: Pick<LaneRun, 'name' | 'mode' | 'need'>;
  readonly #guard: Guard;
  readonly #changed: () => void;
  readonly #say: (text: string) => void;
  readonly #kindNamed: typeof faultNamed;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #told: LaneFault[] = [];
  /** How many are healing all of them just now: nothing is injected meanwhile. */
  #healers = 0;
  /** What faults did as clients, and that they happened: operations of the history. */
  readonly recorder: Recorder;

  constructor(
    lane: Pick<LaneRun, 'name' | 'mode' | 'need'>,
    guard: Guard,
    changed: () => void,
    say: (text: string) => void,
    kindNamed: typeof faultNamed = faultNamed,
  ) {
    this.#lane = lane;
    this.#guard = guard;
    this.#changed = changed;
    this.#say = say;
    this.#kindNamed = kindNamed;
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

  /** Throws a Refusal when it cannot begin. */
  refuse(name: string): void {
    const { label } = this.#lane.mode;
    if (this.#underWay.has(name)) throw new Refusal(409, `${name} is under way in ${label}.`);
    if (this.#healers > 0) throw new Refusal(409, `${label}: everything is being healed.`);
  }

  /** Begins it and returns; `seconds`: how long it lasts, absent: until it is healed. Throws a Refusal when it cannot begin. */
  inject(name: string, values: FaultValues = {}, seconds?: number): void {
    const kind = this.#kindNamed(name);
    if (!kind) throw new Refusal(404, `There is no fault ${name}.`);
    this.refuse(name);
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
    const injected = step(this.recorder, name, 'inject', fault);
    const one: UnderWay = { kind, told, fault, injected, over, seen: null, righting: null };
    this.#underWay.set(name, one);
    this.#changed();
    void this.#follow(one, seconds);
  }

  /** Begins to heal it, or tries again, and returns when that is over; throws a Refusal when it is not under way. */
  async heal(name: string): Promise<void> {
    const one = this.#underWay.get(name);
    if (!one || one.righting) throw new Refusal(409, `${name} is not under way in ${this.#lane.mode.label}.`);
    await this.#right(one);
  }

  /**
   * Everything that is under way, the network first: through a broken one nothing else is healed. What somebody else began to heal
   * is waited for. `stop` ends the services, and with them what of theirs could not be healed; nothing is injected until it is over.
   */
  async healAll(stop?: () => Promise<void>): Promise<void> {
    this.#healers += 1;
    try {
      await this.#rightAll();
      if (!stop) return;
      await stop();
      for (const one of this.#underWay.values()) if (!one.kind.links) this.#end(one, 'unhealed', one.told.evidence);
    } finally {
      this.#healers -= 1;
    }
  }

  async #rightAll(): Promise<void> {
    const all = [...this.#underWay.values()].toSorted(
      (a, b) => Number(a.kind.links === undefined) - Number(b.kind.links === undefined),
    );
    for (const one of all) await this.#right(one);
  }

  /** Puts it right, once at a time, whoever asks. Never rejects. */
  #right(one: UnderWay): Promise<void> {
    one.over.abort();
    one.righting ??= this.#putRight(one);
    return one.righting;
  }

  async #follow(one: UnderWay, seconds: number | undefined): Promise<void> {
    const { fault, told, over, injected, kind } = one;
    if ((await whyNot(injected)) !== null) return this.#right(one);
    if (over.signal.aborted) return;
    this.#tell(told, 'injected');
    if (kind.atOnce) return this.#right(one);
    if (seconds !== undefined) {
      const byItself = setTimeout(seconds * 1000, null, { signal: over.signal, ref: false });
      void byItself.then(() => this.heal(kind.name)).catch(() => {}); // it was healed before
    }
    while (fault.seen && !over.signal.aborted) {
      const evidence = await fault.seen().catch(() => null);
      if (over.signal.aborted) return;
      if (evidence !== null && evidence !== told.evidence) {
        told.evidence = one.seen = evidence;
        if (told.phase === 'injected') this.#tell(told, 'witnessed');
      }
      await setTimeout(LOOK_EVERY_MS, null, { signal: over.signal, ref: false }).catch(() => {});
    }
  }

  async #putRight(one: UnderWay): Promise<void> {
    const { fault, told, kind } = one;
    const notInjected = await whyNot(one.injected);
    this.#tell(told, 'healing');
    const notHealed = await whyNot(healTwice(this.recorder, kind.name, fault));
    if (notInjected !== null) this.#say(`${kind.title}: it could not be injected: ${notInjected}`);
    if (notHealed !== null) return this.#leave(one, notHealed);
    if (notInjected !== null) return this.#end(one, 'failed', notInjected);
    const evidence = (await fault.witness().catch(() => null)) ?? one.seen;
    if (evidence === null) this.#say(`${kind.title}: it was healed, and nothing proved that it happened`);
    this.recorder.note('fault', 'ok', kind.name, { phase: 'witness', happened: evidence !== null, evidence });
    this.#end(one, 'healed', evidence);
  }

  /** It could not be healed: it lasts, and whoever heals it tries again. */
  #leave(one: UnderWay, why: string): void {
    one.told.evidence = why;
    one.righting = null;
    this.#say(`${one.kind.title}: it could not be healed: ${why}`);
    this.#tell(one.told, 'unhealed');
  }

  #end(one: UnderWay, phase: 'healed' | 'failed' | 'unhealed', evidence: string | null): void {
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
