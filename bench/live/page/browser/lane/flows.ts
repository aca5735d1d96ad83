import type { EventOf, Step } from '../../../protocol/events.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { type Geometry, type Stop, wayBetween } from './geometry.ts';
import { stopBefore, stopsOf } from './stops.ts';

const HALF_LIFE_MS = 600;
const WIDEST = 14;

/** Orders that are only counted, because there are too many for dots: the more there are, the wider the way they take. */
export class Flows {
  readonly #flows = new Map<string, { from: Stop; to: Stop; weight: number }>();
  readonly #answer: Lane['answer'];
  #drawnAt = 0;

  constructor(answer: Lane['answer']) {
    this.#answer = answer;
  }

  add(more: EventOf<'steps'>['more']): void {
    for (const [step, many] of Object.entries(more) as [Step, number][]) {
      let from = stopBefore(step, this.#answer);
      for (const to of stopsOf(step, this.#answer)) {
        const key = JSON.stringify([from, to]);
        const flow = this.#flows.get(key) ?? { from, to, weight: 0 };
        flow.weight += many;
        this.#flows.set(key, flow);
        from = to;
      }
    }
  }

  /** Draws them as they have faded by now (ms of the page's clock); false: nothing is left. */
  draw(canvas: CanvasRenderingContext2D, geometry: Geometry, color: string, now: number): boolean {
    const fading = 0.5 ** (Math.min(now - this.#drawnAt, 1000) / HALF_LIFE_MS);
    this.#drawnAt = now;
    canvas.strokeStyle = color;
    canvas.lineCap = 'round';
    canvas.lineJoin = 'round';
    canvas.globalAlpha = 0.35;
    for (const [key, flow] of this.#flows) {
      flow.weight *= fading;
      if (flow.weight < 0.5) this.#flows.delete(key);
      canvas.lineWidth = Math.min(2 + Math.log2(1 + flow.weight) * 1.3, WIDEST);
      canvas.beginPath();
      for (const [index, { x, y }] of wayBetween(geometry, flow.from, flow.to).entries()) {
        canvas[index === 0 ? 'moveTo' : 'lineTo'](x, y);
      }
      canvas.stroke();
    }
    canvas.globalAlpha = 1;
    return this.#flows.size > 0;
  }
}
