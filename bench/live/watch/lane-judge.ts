import { setImmediate } from 'node:timers/promises';
import type { Order } from '../../../common/contracts/orders.ts';
import type { Product, StockMovement } from '../../../common/contracts/products.ts';
import type { Checker } from '../../checkers/checker.ts';
import { duplicateOrder } from '../../checkers/duplicate-order.ts';
import { sentenceOf } from '../../checkers/findings.ts';
import { lost } from '../../checkers/lost.ts';
import { money } from '../../checkers/money.ts';
import { notification } from '../../checkers/notification.ts';
import { replayedAnswer } from '../../checkers/replayed-answer.ts';
import { reservation } from '../../checkers/reservation.ts';
import { stock } from '../../checkers/stock.ts';
import { stuck } from '../../checkers/stuck.ts';
import { transitions } from '../../checkers/transitions.ts';
import { undead } from '../../checkers/undead.ts';
import { unexpected } from '../../checkers/unexpected.ts';
import type { Evidence, FinalReads, JudgedMode, ParkedMessage } from '../../record/history.ts';
import type { Judgement } from '../protocol/events.ts';
import { FoundSoFar, MOST_OFFENDERS } from './found-so-far.ts';
import { LedgerSoFar } from './ledger-so-far.ts';
import { type Entry, held, type Stored } from './order-book.ts';

/** Orders that are overdue are judged so many at once. */
const PIECE = 300;

/** Those that can be told of one order alone. */
const ofAnOrder: readonly Checker[] = [
  lost,
  unexpected,
  undead,
  duplicateOrder,
  replayedAnswer,
  transitions,
  reservation,
  money,
  notification,
];
/** Those that need no history, for orders whose attempt is forgotten. */
const ofWhatIsStored: readonly Checker[] = [transitions, reservation, money, notification];
const all: readonly Checker[] = [
  ...ofAnOrder.slice(0, 5),
  stuck,
  ...ofAnOrder.slice(5, 7),
  stock,
  ...ofAnOrder.slice(7),
];

/** What those that are overdue show. */
interface Standing {
  found: FoundSoFar;
  lost: number;
  ghosts: number;
}

const noStanding = (): Standing => ({ found: new FoundSoFar(), lost: 0, ghosts: 0 });

/**
 * The checks of the bench, run on each order once it is settled, and on those that should be by now. What was found stays;
 * what an order that is overdue shows goes away with it. The work of a second is that of what settles in it.
 */
export class LaneJudge {
  readonly #mode: JudgedMode;
  readonly #catalogue: Product[];
  readonly #paid: boolean;
  readonly #found = new FoundSoFar();
  #standing = noStanding();
  readonly #ledger = new LedgerSoFar();
  readonly #doubled = new Set<string>();
  readonly #ghosts = new Set<string>();
  #accepted = 0;
  #finishedOnce = 0;

  /** `paid`: its orders are. */
  constructor(mode: JudgedMode, catalogue: Product[], paid: boolean) {
    this.#mode = mode;
    this.#catalogue = catalogue;
    this.#paid = paid;
  }

  accept(): void {
    this.#accepted += 1;
  }

  /** Orders that have come to their end. */
  settle(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const stored = entries.flatMap((entry) => entry.stored);
    const evidence = this.#evidence(
      entries.flatMap(({ operations }) => operations),
      stored,
    );
    for (const checker of ofAnOrder) this.#found.add(checker.name, checker.find(evidence), stored.length);
    for (const entry of entries) {
      const twice = entry.stored.filter(({ notifications }) => notifications.length > 1);
      for (const { orderId } of twice) this.#doubled.add(orderId);
      if (entry.accepted && twice.length === 0) this.#finishedOnce += 1;
    }
  }

  /** Orders that were settled and have moved again, or that nobody tried, as everything that is stored of them tells. */
  again(stored: readonly Stored[]): void {
    const evidence = this.#evidence([], stored);
    for (const checker of ofWhatIsStored) this.#found.add(checker.name, checker.find(evidence), 0);
    for (const { orderId, order, movements, notifications } of stored) {
      if (notifications.length > 1 && !this.#doubled.has(orderId)) {
        this.#doubled.add(orderId);
        this.#finishedOnce = Math.max(0, this.#finishedOnce - 1);
      }
      if (order && isGhost(order, movements)) this.#ghosts.add(orderId);
    }
  }

  /** All orders of one customer who is not known to have ordered, or not to have ordered again. */
  strays(stored: readonly Stored[]): void {
    const evidence = this.#evidence([], stored);
    const twice = duplicateOrder.find(evidence);
    this.#found.add(duplicateOrder.name, twice, 0);
    if (twice.count === 0) this.#found.add(unexpected.name, unexpected.find(evidence), 0);
  }

  /**
   * Orders that should have come to their end long ago, all of them: those of the last call are replaced. Piece by piece, so that
   * whoever waits for this process is heard in between.
   */
  async overdue(entries: readonly Entry[], parked: ParkedMessage[]): Promise<void> {
    const standing = noStanding();
    for (let at = 0; at < entries.length; at += PIECE) {
      if (at > 0) await setImmediate();
      this.#judgePiece(entries.slice(at, at + PIECE), parked, standing);
    }
    this.#standing = standing;
  }

  #judgePiece(entries: readonly Entry[], parked: ParkedMessage[], standing: Standing): void {
    const stored = entries.flatMap((entry) => entry.stored);
    const evidence = this.#evidence(
      entries.flatMap(({ operations }) => operations),
      stored,
      { parked },
    );
    for (const checker of [...ofAnOrder, stuck])
      standing.found.add(checker.name, checker.find(evidence), stored.length);
    standing.lost += entries.filter((entry) => entry.accepted && entry.stored.length === 0).length;
    standing.ghosts += stored.filter(({ order, movements }) => order && isGhost(order, movements)).length;
  }

  /** The ledger of the stock as it goes on. */
  move(movements: readonly StockMovement[]): void {
    if (movements.length === 0) return;
    const ledger = this.#evidence([], [], {
      quiescent: false, // products and ledger are not read at one moment
      products: this.#catalogue,
      movements: this.#ledger.next(movements),
    });
    this.#found.add(stock.name, stock.find(ledger), movements.length);
  }

  /** `waits`: why nothing can be known yet of some orders; null: there is no such reason. */
  judgement(waits: string | null): Judgement {
    const checks = all.map(({ name, rule }) => {
      const { looked, ...found } = this.#found.of(name);
      const standing = this.#standing.found.of(name);
      const count = found.count + standing.count;
      const offending = [...new Set([...found.offending, ...standing.offending])].slice(0, MOST_OFFENDERS);
      const outcome =
        count > 0
          ? ('violated' as const)
          : looked === 0 && name !== stuck.name
            ? ('unknown' as const)
            : ('holds' as const);
      const because =
        count > 0
          ? sentenceOf({ first: found.first || standing.first, count })
          : looked === 0
            ? 'There was nothing to look at yet.'
            : `Nothing broke it in ${looked}.`;
      return { check: name, rule, outcome, because, findings: count, offending };
    });
    const doubled = this.#doubled.size;
    const { lost, ghosts } = this.#standing;
    const underWay = Math.max(0, this.#accepted - this.#finishedOnce - doubled - lost);
    const violated = checks.find(({ outcome }) => outcome === 'violated');
    const unknown = this.#accepted === 0 ? 'No order was accepted yet.' : waits;
    return {
      outcome: violated ? 'violated' : unknown ? 'unknown' : 'holds',
      because:
        violated?.because ?? unknown ?? 'Everything that was accepted and could finish has finished exactly once.',
      accepted: this.#accepted,
      finishedOnce: this.#finishedOnce,
      underWay,
      lost,
      doubled,
      ghosts: this.#ghosts.size + ghosts,
      checks,
    };
  }

  #evidence(history: Evidence['history'], stored: readonly Stored[], more: Partial<FinalReads> = {}): Evidence {
    const final: FinalReads = {
      quiescent: true, // each of them has come to rest
      stillMoving: [],
      catalogue: this.#catalogue,
      products: [], // the low-stock alerts are not those of one order: see `stock`
      movements: stored.flatMap(({ movements }) => movements),
      orders: stored.flatMap(({ order }) => order ?? []),
      notifications: stored.flatMap(({ notifications }) => notifications),
      parked: [],
      messages: null,
      log: null,
      queues: null,
      // None of these checks reads what moved, only that money does: an order may fail then, and its customer is told.
      money: this.#paid ? { entries: [], payments: [] } : null,
      ...more,
    };
    return { mode: this.#mode, fault: 'none', history, final };
  }
}

/** It holds stock, and came to nothing: until that is released, for good where it never is. */
export const isGhost = ({ status }: Order, movements: readonly StockMovement[]) =>
  (status === 'rejected' || status === 'failed') && held(movements) > 0;
