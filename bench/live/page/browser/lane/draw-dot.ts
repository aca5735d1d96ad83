import type { Point } from './geometry.ts';

/** On its way, or what became of it: each with a shape of its own. */
export type Look = 'open' | 'turned-away' | 'declined' | 'failed';

/** Colours to draw with. */
export interface Ink {
  lane: string;
  bad: string;
}

/** One order. */
export function drawDot(canvas: CanvasRenderingContext2D, { x, y }: Point, look: Look, ink: Ink): void {
  canvas.beginPath();
  if (look === 'failed') {
    canvas.strokeStyle = ink.bad;
    canvas.lineWidth = 2.2;
    canvas.moveTo(x - 3.4, y - 3.4);
    canvas.lineTo(x + 3.4, y + 3.4);
    canvas.moveTo(x + 3.4, y - 3.4);
    canvas.lineTo(x - 3.4, y + 3.4);
    canvas.stroke();
    return;
  }
  if (look === 'declined') {
    canvas.strokeStyle = ink.bad;
    canvas.lineWidth = 1.8;
    canvas.strokeRect(x - 3.2, y - 3.2, 6.4, 6.4);
    return;
  }
  canvas.arc(x, y, 3.6, 0, 2 * Math.PI);
  if (look === 'turned-away') {
    canvas.strokeStyle = ink.lane;
    canvas.lineWidth = 1.8;
    canvas.stroke();
    return;
  }
  canvas.fillStyle = ink.lane;
  canvas.fill();
}
