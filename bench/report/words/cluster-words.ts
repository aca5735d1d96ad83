import type { ClusterFigures, NodesAway, SettingCell, SettingOf } from '../figures/cluster.ts';
import { count, secondsOfMs } from './format.ts';
import { modeLabel } from './names.ts';

/** A setting beside those of another broker. */
export const settingWords = ({ mode, setting }: SettingOf): string => `${modeLabel(mode)}: ${setting.label}`;

/** What one setting did under one fault: "nothing of 1,520", "12 of 1,520 lost, in 2 of 3 tries"; only where that is known. */
export function lossWords(cell: SettingCell): string {
  const { promises, tries, losing, judged, lost } = cell;
  const open = openWords(cell);
  if (knownIn(cell) === 0) return open;
  const more = open === '' ? '' : `; ${open}`;
  if (lost > 0) return `${count(lost)} of ${count(judged)} lost, in ${losing} of ${triesWords(tries)}${more}`;
  const seen =
    promises === 'survives' ? `nothing of ${count(judged)}` : `may lose; not seen in ${triesWords(knownIn(cell))}`;
  return `${seen}${more}`;
}

/** In so many tries it is known what was lost. */
export const knownIn = ({ tries, unreadable, unsettled }: SettingCell): number => tries - unreadable - unsettled;

/** Said behind what was lost, of tries of which nobody knows it; empty where there are none. */
export function openTries(cells: readonly SettingCell[]): string {
  const open = cells.reduce((all, cell) => all + cell.tries - knownIn(cell), 0);
  return open === 0 ? '' : ` (of ${triesWords(open)} it is not known)`;
}

/** In which tries it is not known, and why; empty where it is in all. */
function openWords({ tries, unreadable, unsettled }: Pick<SettingCell, 'tries' | 'unreadable' | 'unsettled'>): string {
  const said = [
    unreadable > 0 ? `nobody could read it any more, in ${unreadable} of ${triesWords(tries)}` : '',
    unsettled > 0 ? `not known, since not all copies came back, in ${unsettled} of ${triesWords(tries)}` : '',
  ];
  return said.filter((each) => each !== '').join('; ');
}

export const triesWords = (tries: number): string => (tries === 1 ? '1 try' : `${count(tries)} tries`);

/** Seconds of several trials: the one, or from the least to the most. */
export function spanWords(ms: readonly number[]): string {
  const [least, most] = [Math.min(...ms), Math.max(...ms)].map(secondsOfMs);
  return ms.length === 0 ? '–' : least === most ? `${least}` : `${least} to ${most}`;
}

/** "2 of 3 nodes killed: nothing more was acknowledged until they were back; nothing acknowledged was lost in 3 tries". */
export function awayWords({ nodes, away, cells }: NodesAway): string {
  const sum = (of: (cell: SettingCell) => number) => cells.reduce((all, cell) => all + of(cell), 0);
  const [meanwhile, lost, tries] = [
    sum((cell) => cell.acknowledgedMeanwhile),
    sum((cell) => cell.lost),
    sum((cell) => cell.tries),
  ];
  const went =
    meanwhile > 0
      ? `${count(meanwhile)} records were acknowledged meanwhile`
      : 'nothing was acknowledged until they were back';
  const open = openWords({
    tries,
    unreadable: sum((cell) => cell.unreadable),
    unsettled: sum((cell) => cell.unsettled),
  });
  const isKnown = sum(knownIn) > 0;
  const kept = isKnown ? 'nothing acknowledged was lost' : 'what was lost is not known';
  const gone = lost > 0 ? `${count(lost)} acknowledged records were lost` : kept;
  return `${away} of ${nodes} killed: ${went}, ${gone} (${open === '' ? triesWords(tries) : open})`;
}

/** The most nodes that were away at once while records went on being acknowledged, and while it is known of every try that none was lost; null: not tried. */
export function nodesToLose({ nodesAway }: ClusterFigures, mode: string): { working: number; keeping: number } | null {
  const own = nodesAway.filter((each) => each.mode === mode);
  if (own.length === 0) return null;
  const most = (holds: (each: NodesAway) => boolean) => {
    let found = 0;
    for (const each of own.toSorted((a, b) => a.away - b.away)) {
      if (!holds(each)) break;
      found = each.away;
    }
    return found;
  };
  return {
    working: most(({ cells }) => cells.every(({ acknowledgedMeanwhile }) => acknowledgedMeanwhile > 0)),
    keeping: most(({ cells }) => cells.every((cell) => cell.lost === 0 && knownIn(cell) === cell.tries)),
  };
}
