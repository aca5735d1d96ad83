import { type Point, type Slope, seasonalSlope } from './slope.ts';

/** One look at one process. A killed service starts again with fresh memory: that is its next life. */
export interface LifeSample {
  life: number;
  /** Since the watch began. */
  atMinutes: number;
  value: number;
}

/** How a process grew, per minute; null where too little is known to say. */
export interface LifeGrowth {
  /** While it lives, once its heap and caches are filled. */
  within: Slope | null;
  /** From each life to the next, at the same age: null unless it had several lives. */
  between: Slope | null;
}

/** Compiled code, heap and caches fill for so long after each start; that is no growth. */
const WARM_UP_MINUTES = 4;
const BUCKETS_PER_MINUTE = 2;
/** A half minute that was seen less often than this, at a start or an end, has no floor yet. */
const FEWEST_LOOKS = 3;

interface Floor {
  life: number;
  bucket: number;
  atMinutes: number;
  value: number;
}

/**
 * Judges a series that is cut by kills. A line through all of it would measure the kills; instead
 *
 *   value │   ╱│  ╱│   ╱      within:  the slope of each stroke, after its warm-up
 *         │  ╱ │ ╱ │  ╱       between: the heights of all strokes at equal ages, over the run
 *         └─────────────▶ t
 */
export function growthOfLives(samples: readonly LifeSample[]): LifeGrowth {
  const floors = floorsOf(samples);
  const grown = floors.filter(({ bucket }) => bucket >= WARM_UP_MINUTES * BUCKETS_PER_MINUTE);
  const started = floors.filter(({ bucket }) => bucket >= BUCKETS_PER_MINUTE); // before that it is still starting
  return {
    within: seasonalSlope(grouped(grown, ({ life }) => life)),
    between: seasonalSlope(grouped(started, ({ bucket }) => bucket)),
  };
}

/** The lowest value of each half minute of each life: what is left when the garbage has just been collected. */
function floorsOf(samples: readonly LifeSample[]): Floor[] {
  const born = new Map<number, number>();
  for (const { life, atMinutes } of samples) born.set(life, Math.min(born.get(life) ?? atMinutes, atMinutes));
  const seen = Map.groupBy(samples, ({ life, atMinutes }) => {
    const bucket = Math.floor((atMinutes - (born.get(life) ?? 0)) * BUCKETS_PER_MINUTE);
    return `${life} ${bucket}`;
  });
  return [...seen].flatMap(([key, looks]) => {
    const [life = 0, bucket = 0] = key.split(' ').map(Number);
    const atMinutes = (born.get(life) ?? 0) + (bucket + 0.5) / BUCKETS_PER_MINUTE;
    return looks.length < FEWEST_LOOKS
      ? []
      : [{ life, bucket, atMinutes, value: Math.min(...looks.map(({ value }) => value)) }];
  });
}

const grouped = (floors: readonly Floor[], by: (floor: Floor) => number): Point[][] =>
  [...Map.groupBy(floors, by).values()].map((group) =>
    group.map(({ atMinutes, value }) => ({ x: atMinutes, y: value })),
  );
