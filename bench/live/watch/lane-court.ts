import { serviceBehind } from '../../lab/service-behind.ts';
import { nowUs } from '../../record/recorder.ts';
import type { LaneFaults } from '../lanes/lane-faults.ts';
import type { LaneRun } from '../lanes/lane-run.ts';
import type { Judgement, LabEvent } from '../protocol/events.ts';
import { isGhost, type LaneJudge } from './lane-judge.ts';
import type { Entry, OrderBook, Stored } from './order-book.ts';
import type { StoreFeed } from './store-feed.ts';

/** An order that is older than this where all is well should have come to its end. */
const OVERDUE_US = 20e6;
const UNDER_WAY_MS = 5000;
/** Those that are overdue are judged again after so many times as long as it took: most of a core is for the lanes. */
const REST_BETWEEN = 10;
const STRAY_US = 3e6;
const RELEASE_LOOK_US = 1e6;

/** What it reads of the stores when it looks again. */
type Feed = Pick<StoreFeed, 'storedOf'>;

/** When the judge of a lane is asked, and about what: orders that are overdue, that moved again, that nobody placed. */
export class LaneCourt {
  readonly #lane: Pick<LaneRun, 'name' | 'up'>;
  readonly #faults: Pick<LaneFaults, 'names'>;
  readonly #book: OrderBook;
  readonly #publish: (event: LabEvent) => void;
  readonly #strays = new Set<Entry>();
  /** Came to nothing long ago, and hold stock again: a call that was late; its release follows. Since when, by order. */
  readonly #unreleased = new Map<string, number>();
  #releaseLookUs = 0;
  /** When those that are overdue are judged again. */
  #overdueAgainUs = 0;
  /** Since when all is well: up, and nothing injected; monotonic microseconds. */
  #wellSinceUs: number | null = null;
  /** When the latest of those that are settled was due. */
  #settledUntilUs = 0;
  #told = '';
  #violated = false;

  constructor(
    lane: Pick<LaneRun, 'name' | 'up'>,
    faults: Pick<LaneFaults, 'names'>,
    book: OrderBook,
    publish: (event: LabEvent) => void,
  ) {
    this.#lane = lane;
    this.#faults = faults;
    this.#book = book;
    this.#publish = publish;
  }

  settled({ intendedUs }: Entry): void {
    this.#settledUntilUs = Math.max(this.#settledUntilUs, intendedUs);
  }

  /** It is stored, and nobody is known to have tried it: not yet, for what we hear comes later than it happens. */
  suspect(entry: Entry): void {
    this.#strays.add(entry);
  }

  /**
   * More has come of orders that were settled. One that came to nothing and holds stock now is waited for: a call that was late
   * is followed by its release. `asTheyAre`: it is not.
   */
  async lookAgain(feed: Feed, judge: LaneJudge, orderIds: string[], asTheyAre = false): Promise<void> {
    const us = nowUs();
    const atRest: Stored[] = [];
    for (const stored of await feed.storedOf(orderIds)) {
      const { orderId } = stored;
      const sinceUs = this.#unreleased.get(orderId) ?? us;
      const mayBeReleased = !asTheyAre && !this.#isTooLate(sinceUs, us);
      if (mayBeReleased && stored.order && isGhost(stored.order, stored.movements)) {
        this.#unreleased.set(orderId, sinceUs);
      } else {
        this.#unreleased.delete(orderId);
        atRest.push(stored);
      }
    }
    if (atRest.length > 0) judge.again(atRest);
  }

  /** Whether what was to be released has been. */
  async lookForReleases(feed: Feed, judge: LaneJudge): Promise<void> {
    const us = nowUs();
    if (this.#unreleased.size === 0 || us - this.#releaseLookUs < RELEASE_LOOK_US) return;
    this.#releaseLookUs = us;
    await this.lookAgain(feed, judge, [...this.#unreleased.keys()]);
  }

  /** All has been well for as long as a release may take. */
  #isTooLate = (sinceUs: number, us: number): boolean =>
    this.#wellSinceUs !== null && us - Math.max(sinceUs, this.#wellSinceUs) > OVERDUE_US;

  /** Whom nobody is known to have tried by now: a second order of one key, or one out of nothing. */
  async lookForStrays(feed: StoreFeed, judge: LaneJudge): Promise<void> {
    const us = nowUs();
    for (const entry of this.#strays) {
      const [first] = entry.stored;
      if (entry.operations.length > 0 || !first) this.#strays.delete(entry);
      else if (us - entry.intendedUs > STRAY_US) {
        this.#strays.delete(entry);
        this.#book.forget(entry);
        const email = first.order?.customer.email ?? (await feed.ordersNow([first.orderId]))[0]?.customer.email;
        const orders = email === undefined ? [] : await feed.ordersOf(email);
        judge.strays(orders.map((order) => ({ orderId: order.orderId, order, movements: [], notifications: [] })));
      }
    }
  }

  /** Once a second: what the judge says. `still`: nothing waits in the medium. Told when it says something else. */
  async sit(judge: LaneJudge, oldestMs: number | null, still: boolean): Promise<Judgement> {
    const us = nowUs();
    if (!this.#lane.up || this.#faults.names.length > 0) this.#wellSinceUs = null;
    else this.#wellSinceUs ??= us;
    const wellSinceUs = this.#wellSinceUs;
    if (wellSinceUs !== null && us - wellSinceUs > OVERDUE_US && us >= this.#overdueAgainUs) {
      await this.#judgeOverdue(judge, (entry) => this.#isOverdue(entry, us, still));
      this.#overdueAgainUs = nowUs() + REST_BETWEEN * (nowUs() - us);
    }
    const judgement = judge.judgement(this.#waits(oldestMs));
    const text = JSON.stringify(judgement);
    if (text !== this.#told) this.#publish({ kind: 'judge', atMs: Date.now(), lane: this.#lane.name, judgement });
    this.#told = text;
    this.#sayViolated(judgement);
    return judgement;
  }

  /** Whoever does not see the lane turn red hears of it among the notices. */
  #sayViolated({ outcome, because }: Judgement): void {
    const violated = outcome === 'violated';
    const text = `the judge says violated: ${because}`;
    if (violated && !this.#violated) this.#publish({ kind: 'notice', atMs: Date.now(), lane: this.#lane.name, text });
    this.#violated = violated;
  }

  /** Where nothing moves any more: what is not finished by now is judged as it is. `moving`: what still moves after all. */
  async atRest(feed: Feed, judge: LaneJudge, moving: readonly string[]): Promise<Judgement> {
    if (this.#unreleased.size > 0) await this.lookAgain(feed, judge, [...this.#unreleased.keys()], true);
    await this.#judgeOverdue(judge, () => true);
    return judge.judgement(moving.length > 0 ? `It did not come to rest: ${moving.join(', ')}.` : null);
  }

  async #judgeOverdue(judge: LaneJudge, isOverdue: (entry: Entry) => boolean): Promise<void> {
    const { up } = this.#lane;
    if (!up) return;
    const overdue = [...this.#book.entries()].filter((entry) => isSomething(entry) && isOverdue(entry));
    const parked = overdue.length === 0 ? [] : await up.lab.operator.parked();
    await judge.overdue(
      overdue,
      parked.map((each) => ({ role: serviceBehind(up.lab, each.consumer)?.role ?? null, ...each })),
    );
  }

  /** It is old, and orders that came later are through, or nothing moves at all. */
  #isOverdue({ answered, intendedUs }: Entry, us: number, still: boolean): boolean {
    if (!answered || us - intendedUs < OVERDUE_US) return false;
    return still || this.#settledUntilUs > intendedUs + OVERDUE_US / 2;
  }

  #waits(oldestMs: number | null): string | null {
    if (this.#faults.names.length > 0) {
      return 'A fault is under way: what is not finished can still come out either way.';
    }
    if (!this.#lane.up) return 'It is not up.';
    if (this.#unreleased.size > 0) return 'Orders that came to nothing hold stock that is still to be released.';
    const slow = oldestMs !== null && oldestMs > UNDER_WAY_MS;
    return slow ? `Some orders have been under way for more than ${UNDER_WAY_MS / 1000} s.` : null;
  }
}

/** There is something to judge: what was refused and is not stored came to nothing, as it should. */
const isSomething = ({ accepted, stored }: Entry): boolean => accepted || stored.length > 0;
