import type { SessionRecord } from '../../record/session-record.ts';

type Pair = SessionRecord['pairs'][number];

/** One comparison of two modes over several sessions. */
export interface Span {
  durability: SessionRecord['durability'];
  at: Pair['at'];
  metric: Pair['metric'];
  a: string;
  b: string;
  sessions: { session: SessionRecord; pair: Pair }[];
  hosts: number;
  /** From the lowest end of any interval to the highest. */
  low: number;
  high: number;
  /** Whether one ratio lies in the intervals of all: else something between the sessions moved it further than their noise. */
  meet: boolean;
  /** What all of them say of a over b; null: they do not say the same. */
  result: 'greater' | 'smaller' | null;
}

/** What is compared, and under which load. */
type Comparison = Pick<Span, 'durability' | 'metric' | 'a' | 'b'> & { at: { kind: string; value: number } };

const comparisonOf = ({ durability, at, metric, a, b }: Comparison): string =>
  [durability, at.kind, at.value, metric, a, b].join(' ');

/** The same pair, metric, load and tier in every session that has it, in the order of the first one. */
export function spansOf(sessions: readonly SessionRecord[]): Span[] {
  const all = sessions.flatMap((session) => session.pairs.map((pair) => ({ session, pair })));
  const groups = Map.groupBy(all, ({ session: { durability }, pair }) => comparisonOf({ durability, ...pair }));
  return [...groups.values()].flatMap((group): Span[] => {
    const [first] = group;
    if (first === undefined) return [];
    const lows = group.map(({ pair }) => pair.low);
    const highs = group.map(({ pair }) => pair.high);
    const [low, high] = [Math.min(...lows), Math.max(...highs)];
    const { at, metric, a, b } = first.pair;
    return [
      {
        durability: first.session.durability,
        at,
        metric,
        a,
        b,
        sessions: group,
        hosts: new Set(group.map(({ session }) => session.host)).size,
        low,
        high,
        meet: Math.max(...lows) <= Math.min(...highs),
        result: low > 1 ? 'greater' : high < 1 ? 'smaller' : null,
      },
    ];
  });
}

/** Of one comparison; null where no session says it, or but one. */
export function spanOver(spans: readonly Span[], comparison: Comparison): Span | null {
  const wanted = comparisonOf(comparison);
  const found = spans.find((span) => comparisonOf(span) === wanted);
  return found === undefined || found.sessions.length < 2 ? null : found;
}
