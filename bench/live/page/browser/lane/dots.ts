import type { EventOf } from '../../../protocol/events.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { drawDot, type Ink, type Look } from './draw-dot.ts';
import { Flows } from './flows.ts';
import { alongWay, type Geometry, type Point, type Stop, wayBetween } from './geometry.ts';
import { stopsOf } from './stops.ts';

interface Dot {
  orderId: string | null;
  look: Look;
  /** Where it is, or where the move under way ends. */
  stop: Stop;
  way: Point[];
  moves: { to: Stop; notBefore: number }[];
  /** It has not begun yet: nobody sees it. */
  isComing: boolean;
  /** When the move under way began, on the page's clock; null: it rests. */
  movingSince: number | null;
  /** Rested at its last stop since then: it fades. */
  endedAt: number | null;
  /** Spreads dots that rest at one stop. */
  spread: Point;
  at: Point;
}

const MOVE_MS = 380;
/** What happened since the last telling is played over this time at most, in its own rhythm. */
const LONGEST_PLAY_MS = 1000;
const FADE_MS = 500;
const MOST_DOTS = 500;

const last: readonly Stop[] = ['client', { at: 'notifications' }];
const isLast = (stop: Stop) => last.some((one) => JSON.stringify(one) === JSON.stringify(stop));

/** The orders of one lane as dots; those that are only counted, as the width of the ways they take. */
export class Dots {
  #dots = new Map<string, Dot>();
  readonly #flows: Flows;
  readonly #answer: Lane['answer'];
  #still = matchMedia('(prefers-reduced-motion: reduce)');

  constructor(answer: Lane['answer']) {
    this.#answer = answer;
    this.#flows = new Flows(answer);
  }

  /** What happened since, in the order in which it happened. */
  follow({ steps, more }: EventOf<'steps'>, geometry: Geometry, now: number): void {
    const inOrder = steps.toSorted((a, b) => a.us - b.us);
    const firstUs = inOrder[0]?.us ?? 0;
    for (const { order, orderId, step, us } of inOrder) {
      const dot = this.#dots.get(order) ?? (step === 'placed' ? this.#begin(order, geometry) : null);
      if (!dot) continue;
      dot.orderId ??= orderId;
      if (step === 'failed' || step === 'refused') dot.look = 'failed';
      if (step === 'turned-away' || step === 'rejected') dot.look = 'turned-away';
      if (step === 'declined') dot.look = 'declined';
      const notBefore = now + Math.min((us - firstUs) / 1000, LONGEST_PLAY_MS);
      dot.moves.push(...stopsOf(step, this.#answer).map((to) => ({ to, notBefore })));
    }
    this.#flows.add(more);
  }

  /** Draws them as they are at this moment of the page's clock (ms); false: nothing is left to move. */
  draw(canvas: CanvasRenderingContext2D, geometry: Geometry, ink: Ink, now: number): boolean {
    canvas.clearRect(0, 0, geometry.width, geometry.height);
    const flowing = this.#flows.draw(canvas, geometry, ink.lane, now);
    for (const [order, dot] of this.#dots) {
      this.#move(dot, geometry, now);
      if (dot.isComing) continue;
      if (dot.endedAt !== null && now - dot.endedAt > FADE_MS) {
        this.#dots.delete(order);
        continue;
      }
      canvas.globalAlpha = dot.endedAt === null ? 1 : 1 - (now - dot.endedAt) / FADE_MS;
      drawDot(canvas, dot.at, dot.look, ink);
    }
    canvas.globalAlpha = 1;
    return this.#dots.size > 0 || flowing;
  }

  /** The order whose dot is there, within a finger's breadth. */
  orderAt(point: Point): string | null {
    const near = [...this.#dots.values()]
      .map(({ orderId, at }) => ({ orderId, distance: Math.hypot(at.x - point.x, at.y - point.y) }))
      .filter(({ orderId, distance }) => orderId !== null && distance < 14)
      .toSorted((a, b) => a.distance - b.distance);
    return near[0]?.orderId ?? null;
  }

  #begin(order: string, { client }: Geometry): Dot {
    const at = { x: client.x + client.width / 2, y: client.y + client.height / 2 };
    const spread = { x: Math.random() - 0.5, y: Math.random() - 0.5 };
    const dot: Dot = {
      orderId: null,
      look: 'open',
      stop: 'client',
      way: [],
      moves: [],
      isComing: true,
      movingSince: null,
      endedAt: null,
      spread,
      at,
    };
    this.#dots.set(order, dot);
    if (this.#dots.size > MOST_DOTS) this.#dots.delete(this.#dots.keys().next().value as string);
    return dot;
  }

  #move(dot: Dot, geometry: Geometry, now: number): void {
    const behind = dot.moves.filter(({ notBefore }) => notBefore <= now).length;
    const moveMs = this.#still.matches ? 1 : MOVE_MS / (1 + behind);
    if (dot.movingSince !== null && now - dot.movingSince >= moveMs) {
      dot.movingSince = null;
      dot.way = [];
    }
    while (dot.movingSince === null && dot.moves.length > 0) {
      const [first] = dot.moves;
      if (!first || first.notBefore > now) break;
      dot.moves.shift();
      dot.isComing = false;
      const next = first.to;
      const way = wayBetween(geometry, dot.stop, next);
      const moves = JSON.stringify(next) !== JSON.stringify(dot.stop) && way.length > 0;
      dot.stop = next;
      if (moves) Object.assign(dot, { way, movingSince: now });
    }
    if (dot.movingSince === null && !dot.isComing && isLast(dot.stop)) dot.endedAt ??= now;
    const rest = restOf(geometry, dot);
    dot.at =
      dot.movingSince === null
        ? rest
        : alongWay([...dot.way.slice(0, -1), rest], ease((now - dot.movingSince) / moveMs));
  }
}

const ease = (share: number) => (share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2);

/** Dots that rest stand apart: those that wait, in the lower part of their slot. */
function restOf(geometry: Geometry, { stop, spread }: Dot): Point {
  const box =
    stop === 'client'
      ? geometry.client
      : 'at' in stop
        ? geometry.services.get(stop.at)
        : geometry.slots.get(stop.waitsFor);
  if (!box) return { x: 0, y: 0 };
  if (stop === 'client')
    return { x: box.x + box.width + spread.x * 18, y: box.y + box.height * (0.5 + spread.y * 0.7) };
  if ('waitsFor' in stop)
    return { x: box.x + box.width * (0.38 + spread.x * 0.64), y: box.y + box.height * (0.84 + spread.y * 0.2) };
  return { x: box.x + box.width * (0.5 + spread.x * 0.86), y: box.y + box.height * (0.5 + spread.y * 0.6) };
}
