import type { ClusterFigures, NodesAway, SettingCell, SettingOf } from '../figures/cluster.ts';
import { count, secondsOfMs } from './format.ts';
import { modeLabel } from './names.ts';

/** A setting beside those of another broker. */
export const settingWords = ({ mode, setting }: SettingOf): string => `${modeLabel(mode)}: ${setting.label}`;

/** What one setting did under one fault: "nothing of 1,520", "12 of 1,520 lost, in 2 of 3 tries". */
export function lossWords({ promises, tries, losing, unreadable, acknowledged, lost }: SettingCell): string {
  if (lost === 0 && unreadable > 0) return `nobody could read it any more, in ${unreadable} of ${triesWords(tries)}`;
  if (lost > 0) return `${count(lost)} of ${count(acknowledged)} lost, in ${losing} of ${triesWords(tries)}`;
  return promises === 'survives' ? `nothing of ${count(acknowledged)}` : `may lose; not seen in ${triesWords(tries)}`;
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
  const gone = lost > 0 ? `${count(lost)} acknowledged records were lost` : 'nothing acknowledged was lost';
  return `${away} of ${nodes} killed: ${went}, ${gone} (${triesWords(tries)})`;
}

/** The most nodes that were away at once while records went on being acknowledged, and while none was lost; null: not tried. */
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
    keeping: most(({ cells }) => cells.every(({ lost }) => lost === 0)),
  };
}
