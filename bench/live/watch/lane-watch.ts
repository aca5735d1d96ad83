import { areFailuresTold } from '../../checkers/notification.ts';
import type { LiveBatch, LiveOutcome } from '../../load/live/live-messages.ts';
import type { Operation } from '../../record/history.ts';
import { nowUs } from '../../record/recorder.ts';
import type { LaneFaults } from '../lanes/lane-faults.ts';
import type { LaneRun } from '../lanes/lane-run.ts';
import type { Judgement, LabEvent } from '../protocol/events.ts';
import type { LaneFigures } from '../protocol/figures.ts';
import { LaneCourt } from './lane-court.ts';
import { LaneJudge } from './lane-judge.ts';
import { answeredUnseen, type Entry, isOver, isSettled, OrderBook } from './order-book.ts';
import { Sliding } from './sliding.ts';
import { StepTeller } from './step-teller.ts';
import { StoreFeed } from './store-feed.ts';

const WINDOW_MS = 10_000;
/** Orders that are looked at again at each look, besides those of which there is news. */
const MOST_LOOKED_AT = 300;

type Counts = Pick<LaneFigures, 'offered' | 'accepted' | 'refused' | 'failed' | 'completed'>;
const noCounts = (): Counts => ({ offered: 0, accepted: 0, refused: 0, failed: 0, completed: 0 });

const perSecond = (counts: Counts, seconds: number): Counts => {
  const entries = Object.entries(counts).map(([what, count]) => [what, Math.round(count / seconds)]);
  return Object.fromEntries(entries) as Counts;
};

/** An order came to its end, as somebody may wait for it. */
export type Finished = (entry: Entry, atUs: number) => void;

/** What happens to the orders of one lane: figures, steps and the judge, from what the generator says and the stores hold. */
export class LaneWatch {
  readonly book = new OrderBook();
  readonly #lane: LaneRun;
  readonly #faults: LaneFaults;
  readonly #publish: (event: LabEvent) => void;
  readonly #finished: Finished;
  readonly #acceptance = new Sliding(WINDOW_MS);
  readonly #completion = new Sliding(WINDOW_MS);
  readonly #steps = new StepTeller();
  readonly #court: LaneCourt;
  #feed: StoreFeed | null = null;
  #judge: LaneJudge | null = null;
  #counts = noCounts();
  #countedFromMs = performance.now();
  #again: IterableIterator<Entry> | null = null;

  constructor(lane: LaneRun, faults: LaneFaults, publish: (event: LabEvent) => void, finished: Finished) {
    this.#lane = lane;
    this.#faults = faults;
    this.#publish = publish;
    this.#finished = finished;
    this.#court = new LaneCourt(lane, faults, this.book, publish);
  }

  get #paid(): boolean {
    return this.#lane.shape !== 'off';
  }

  /** What the generator says of this lane. */
  hear({ sent, lanes, ended }: LiveBatch): void {
    if (lanes.includes(this.#lane.name)) for (const { key, us } of sent) this.sent(key, us);
    for (const outcome of ended) if (outcome.lane === this.#lane.name) this.ended(outcome);
  }

  /** `show`: its steps are told, however many orders there are. */
  sent(key: string, us: number, { show = false } = {}): void {
    this.#counts.offered += 1;
    const entry = this.book.entry(key, us);
    entry.shown ||= show;
    this.#operate({ type: 'invoke', key, t: us, value: null });
    this.#steps.tell(entry, 'placed', us);
  }

  ended({ key, type, count, intendedUs, endedUs, status, error, orderId, orderStatus }: LiveOutcome): void {
    const value =
      orderId === null
        ? { ...(status !== null && { status }), error: error ?? 'the answer holds no order' }
        : { status, orderId, orderStatus };
    const entry = this.book.entry(key, intendedUs);
    this.#operate({ type, key, t: endedUs, value });
    if (count === 'accepted') {
      this.#counts.accepted += 1;
      this.#acceptance.add(Date.now(), endedUs - intendedUs);
      this.#steps.tell(entry, 'accepted', endedUs);
    } else if (count === 'refused') {
      this.#counts.refused += 1;
      this.#steps.tell(entry, 'refused', endedUs);
    } else {
      this.#counts.failed += 1;
      this.#steps.tell(entry, 'failed', endedUs);
    }
  }

  /** Whoever sent these orders is gone: what became of them nobody will say. */
  giveUp(): void {
    for (const { key, answered } of this.book.entries()) {
      if (!answered) this.#operate({ type: 'info', key, t: nowUs(), value: { error: 'unfinished' } });
    }
  }

  #operate(part: Pick<Operation, 'type' | 'key' | 't' | 'value'>): void {
    this.#apply({ i: 0, trial: this.#lane.name, process: 'generator', f: 'place-order', ...part });
  }

  #apply(operation: Operation): void {
    if (operation.f === 'place-order' && this.book.operate(operation)) this.#judge?.accept();
  }

  /** Reads what is new in the stores, and judges what is settled by it. Several times a second. */
  async look(): Promise<void> {
    const { up } = this.#lane;
    if (!up) return;
    this.#feed ??= new StoreFeed(up.lab.running.dataFolder, this.#paid);
    this.#judge ??= new LaneJudge(this.#lane.mode, up.catalogue, this.#paid);
    for (const operation of this.#faults.takeOperations()) this.#apply(operation);
    const news = await this.#feed.read();
    const { late, touched, completed, reserved, paying } = this.book.learn(news);
    this.#judge.move(news.movements);
    for (const { kind, text } of news.notifications) if (kind === 'low-stock') this.#say(`low stock, ${text}`);
    const us = nowUs();
    for (const entry of reserved) this.#steps.tell(entry, 'reserved', us);
    for (const entry of paying) this.#steps.tell(entry, 'paying', us);
    for (const { entry, atUs } of completed) {
      this.#counts.completed += 1;
      this.#completion.add(Date.now(), atUs - entry.intendedUs);
      this.#steps.tell(entry, 'notified', atUs);
    }
    await this.#lookAt(this.#feed, touched);
    for (const { entry, atUs } of completed) this.#finished(entry, atUs);
    if (late.size > 0) await this.#court.lookAgain(this.#feed, this.#judge, [...late]);
    await this.#court.lookForReleases(this.#feed, this.#judge);
    await this.#court.lookForStrays(this.#feed, this.#judge);
    const told = this.#steps.take();
    if (told) this.#publish({ kind: 'steps', atMs: Date.now(), lane: this.#lane.name, ...told });
  }

  #say(text: string): void {
    this.#publish({ kind: 'notice', atMs: Date.now(), lane: this.#lane.name, text });
  }

  /** Orders of which there is news, and some of the others in turn. */
  async #lookAt(feed: StoreFeed, touched: Set<Entry>): Promise<void> {
    const entries = new Set(touched);
    const us = nowUs();
    for (let looked = 0; looked < MOST_LOOKED_AT; looked++) {
      this.#again ??= this.book.entries();
      const next = this.#again.next();
      if (next.done) {
        this.#again = null;
        break;
      }
      if (us - next.value.intendedUs > 1e6) entries.add(next.value);
    }
    const seen = [...entries];
    await this.#recall(feed, seen);
    this.book.see(await feed.ordersNow(seen.flatMap(({ stored }) => stored.map(({ orderId }) => orderId))));
    const settled: Entry[] = [];
    for (const entry of seen) {
      if (entry.operations.length === 0) this.#court.suspect(entry);
      else if (isSettled(entry, areFailuresTold(this.#lane.mode, this.#paid))) settled.push(entry);
      else if (isOver(entry, us)) this.book.forget(entry);
    }
    for (const entry of settled) {
      this.#court.settled(entry);
      this.#steps.end(entry, us);
      this.book.forget(entry);
    }
    this.#judge?.settle(settled);
  }

  /** Of orders that were settled before somebody who had got no answer asked again, and got one: what is stored of them. */
  async #recall(feed: StoreFeed, entries: readonly Entry[]): Promise<void> {
    const unseen = new Map(entries.map((entry) => [answeredUnseen(entry), entry]));
    const orderIds = [...unseen.keys()].filter((orderId) => orderId !== null);
    if (orderIds.length === 0) return;
    for (const stored of await feed.storedOf(orderIds)) {
      const entry = unseen.get(stored.orderId);
      if (entry && stored.order) this.book.recall(entry, stored);
    }
  }

  /** About once a second, later when a look took long: what was counted since the last time, per second, and the rest as it is now. */
  figures(): Omit<LaneFigures, 'channels' | 'cpu' | 'money'> {
    const countedToMs = performance.now();
    const counts = perSecond(this.#counts, (countedToMs - this.#countedFromMs) / 1000);
    this.#counts = noCounts();
    this.#countedFromMs = countedToMs;
    let backlog = 0;
    let oldestUs: number | null = null;
    for (const { accepted, intendedUs, stored } of this.book.entries()) {
      if (!accepted || stored.some(({ notifications }) => notifications.length > 0)) continue;
      backlog += 1;
      oldestUs = Math.min(oldestUs ?? intendedUs, intendedUs);
    }
    const nowMs = Date.now();
    const acceptance = this.#acceptance.read(nowMs);
    const completion = this.#completion.read(nowMs);
    const oldestMs = oldestUs === null ? null : Math.max(0, Math.round((nowUs() - oldestUs) / 1000));
    this.book.showEvery = Math.max(1, Math.ceil(counts.offered / 150));
    return { ...counts, acceptance, completion, backlog, oldestMs };
  }

  /** Once a second: what the judge says. `still`: nothing waits in the medium. */
  async judge(oldestMs: number | null, still: boolean): Promise<Judgement | null> {
    return this.#judge && this.#court.sit(this.#judge, oldestMs, still);
  }

  /** Where nothing moves any more; `moving`: what still does after all. */
  async judgeAtRest(moving: readonly string[]): Promise<Judgement | null> {
    await this.look();
    return this.#feed && this.#judge && this.#court.atRest(this.#feed, this.#judge, moving);
  }

  /** Orders that are neither at their end nor given up. */
  get waiting(): number {
    const open = [...this.book.entries()];
    return open.filter(({ answered, accepted, stored }) => !answered || accepted || stored.length > 0).length;
  }
}
