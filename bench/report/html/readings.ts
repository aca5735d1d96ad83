import type { Chart } from '../charts/chart.ts';

/** What a page needs to tell the values of a chart under a pointer: where its panels lie in the picture, and their points. */
export interface Readings {
  x: string;
  /** The x of a point is how many nines its share of the orders has. */
  nines: boolean;
  categories: string[] | null;
  panels: {
    title: string;
    left: number;
    top: number;
    width: number;
    height: number;
    /** Of the x axis. */
    min: number;
    max: number;
    log: boolean;
    unit: string;
    lines: { name: string; points: [number, number | null][] }[];
  }[];
}

/** The part of a chart's options that tells where its lines are: what the charts of this folder's neighbour are planned with. */
interface Planned {
  title?: { text: string }[];
  grid: Box | Box[];
  xAxis: Axis | Axis[];
  yAxis: Axis | Axis[];
  series: { name: string; type: string; xAxisIndex?: number; data: [number, number | null][] }[];
}
type Box = { left: number; top: number; width: number; height: number };
type Axis = { type: string; min?: number; max?: number; data?: string[]; name?: string };

/** Null for a picture that has no lines over one axis. */
export function readingsOf({ option, reads, title }: Chart): Readings | null {
  if (reads === undefined) return null;
  const { title: titles = [], grid, xAxis, yAxis, series } = option as unknown as Planned;
  const [boxes, xs, ys] = [[grid].flat(), [xAxis].flat(), [yAxis].flat()];
  const categories = xs[0]?.data ?? null;
  return {
    x: xs.find(({ name }) => name !== undefined)?.name ?? '',
    nines: reads.x === 'nines',
    categories,
    panels: boxes.map(({ left, top, width, height }, index) => ({
      title: titles[index]?.text ?? title,
      left,
      top,
      width,
      height,
      min: xs[index]?.min ?? 0,
      max: xs[index]?.max ?? Math.max(1, (categories?.length ?? 1) - 1),
      log: xs[index]?.type === 'log',
      unit: reads.y ?? (ys[index]?.type === 'log' ? ' ms' : ''),
      lines: series
        .filter(({ xAxisIndex = 0 }) => xAxisIndex === index)
        .map(({ name, data }) => ({
          name,
          points: data.map(([x, y]): [number, number | null] => [short(x), y === null ? null : short(y)]),
        })),
    })),
  };
}

const short = (value: number): number => Number(value.toPrecision(4));
