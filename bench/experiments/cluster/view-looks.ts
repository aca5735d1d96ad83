import { type ClusterView, type Copies, isComplete } from '../../brokers/cluster.ts';
import { copiesOf } from '../../faults/nodes/node-fault.ts';

/** A change of who leads, on the clock of the history; null: nobody. */
interface Change extends Pick<Copies, 'leader'> {
  t: number;
  copies: string;
}

interface Look {
  /** When it began; microseconds. */
  t: number;
  told: ReadonlyMap<string, Copies>;
  /** What it could not tell of. */
  untold: ReadonlySet<string>;
}

/** What is asked of looks. */
export interface Span {
  fromUs: number;
  /** Absent: to the last look. */
  toUs?: number;
  mayVanish: (name: string) => boolean;
}

/** What the brokers said at each look. What a look could not tell counts as it was told last. */
export function viewLooks(prefix: string) {
  const looks: Look[] = [];
  const changes: Change[] = [];
  const leaders = new Map<string, string | null>();
  const listed = new Set<string>();

  function add(t: number, view: ClusterView | null): void {
    if (view === null) return;
    const own = copiesOf(view, prefix);
    const told = own.filter((copies) => !copies.untold || isComplete({ copies: [copies] }));
    const untold = own.filter((copies) => !told.includes(copies)).map(({ name }) => name);
    looks.push({ t, told: new Map(told.map((copies) => [copies.name, copies])), untold: new Set(untold) });
    for (const { name, leader, untold } of own) {
      listed.add(name);
      if ((leader === null && untold) || (leaders.has(name) && leaders.get(name) === leader)) continue;
      leaders.set(name, leader);
      changes.push({ t, copies: name, leader });
    }
  }

  /**
   * When every copy was where it should be, and stayed so for all that was told from then on; null: it did not. Only what was told
   * between both moments counts. What is no longer listed is not where it should be, unless it `mayVanish` and is gone for good.
   * A copy that is behind at one look, and at neither the look before nor the one after, follows what is being written: it is not missing.
   */
  function wholeSince({ fromUs, toUs = Number.POSITIVE_INFINITY, mayVanish }: Span): number | null {
    const since = looks.filter(({ t }) => t >= fromUs && t <= toUs);
    const last = since.at(-1);
    if (last === undefined) return null;
    const names = [...listed].filter((name) => !mayVanish(name) || isListed(last, name));
    const known = new Map<string, Copies>();
    let whole: number | null = null;
    let before: State | null = null;
    for (const look of since) {
      for (const name of names) {
        const copies = look.told.get(name);
        if (copies !== undefined) known.set(name, copies);
        else if (!look.untold.has(name)) known.delete(name);
      }
      const state = stateOf(names, known);
      if (state === 'whole') whole ??= look.t;
      else if (state === 'broken' || before !== 'whole') whole = null;
      before = state;
    }
    return before === 'whole' ? whole : null;
  }

  return { add, changes, wholeSince };
}

const isListed = ({ told, untold }: Look, name: string): boolean => told.has(name) || untold.has(name);

/** `broken`: some are not there, or nobody leads them; `behind`: all are led, and some copy is not where its leader is. */
type State = 'whole' | 'behind' | 'broken';

function stateOf(names: readonly string[], known: ReadonlyMap<string, Copies>): State {
  const copies = [...known.values()];
  const isLed = names.length > 0 && known.size === names.length && copies.every(({ leader }) => leader !== null);
  if (!isLed) return 'broken';
  return isComplete({ copies }) ? 'whole' : 'behind';
}
