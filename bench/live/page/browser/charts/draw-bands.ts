import type uPlot from 'uplot';
import type { Band } from './bands.ts';

/** A shade over the time of each fault, the colours of its lanes above it, and its name. */
export function drawBands(
  { ctx, bbox, valToPos, scales }: uPlot,
  bands: readonly Band[],
  ink: { shade: string; words: string; font: string },
): void {
  const { min = 0, max = 0 } = scales['x'] as { min?: number; max?: number };
  const stripe = 3 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  let free = bbox.left;
  for (const { name, fromMs, toMs, colors } of bands) {
    const [from, to] = [fromMs / 1000, toMs === null ? max : toMs / 1000];
    if (to < min) continue;
    const left = Math.max(valToPos(from, 'x', true), bbox.left);
    const width = Math.max(valToPos(to, 'x', true) - left, devicePixelRatio * 2);
    ctx.fillStyle = ink.shade;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    for (const [index, color] of colors.entries()) {
      ctx.fillStyle = color;
      ctx.fillRect(left + (index * width) / colors.length, bbox.top, width / colors.length, stripe);
    }
    ctx.font = ink.font;
    ctx.fillStyle = ink.words;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    const wide = ctx.measureText(name).width + stripe * 2;
    const at = left + wide < bbox.left + bbox.width ? left + stripe : left - wide; // beside the band where it does not fit from there on
    if (at < free) continue;
    ctx.fillText(name, at, bbox.top + stripe * 2);
    free = at + wide;
  }
  ctx.restore();
}
