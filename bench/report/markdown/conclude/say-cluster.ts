import { faultTitle } from '../../../faults/all.ts';
import type { ClusterFigures, SettingCell } from '../../figures/cluster.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { awayTitle, loseTitle, stallTitle } from '../../tables/cluster.ts';
import { knownIn, nodesToLose, openTries, spanWords, triesWords } from '../../words/cluster-words.ts';
import { count, listed, plural } from '../../words/format.ts';
import { modeLabel } from '../../words/names.ts';
import { type Sentence, sentencesOf } from './sentence.ts';

/** What was lost when nodes broke, with which settings, how many of them one may lose, and how long all stood. */
export function sayCluster({ cluster }: RunFigures): Sentence[] {
  if (cluster === null || cluster.cells.length === 0) return [];
  return [
    ...sentencesOf(loseTitle, 'cluster', sayLost(cluster)),
    ...sentencesOf(awayTitle, 'cluster', sayAway(cluster)),
    ...sentencesOf(stallTitle, 'cluster', sayStood(cluster)),
  ];
}

function sayLost({ cells, settings, unproven }: ClusterFigures): string[] {
  const promised = cells.filter(({ promises }) => promises === 'survives');
  const sum = (some: readonly SettingCell[], of: (cell: SettingCell) => number) =>
    some.reduce((all, cell) => all + of(cell), 0);
  const lost = sum(promised, (cell) => cell.lost);
  const loose = cells.filter(({ promises }) => promises === 'may lose');
  const seen = settings.filter((of) =>
    loose.some((cell) => cell.lost > 0 && cell.mode === of.mode && cell.setting.name === of.setting.name),
  );
  const may = settings.filter((of) =>
    loose.some((cell) => cell.mode === of.mode && cell.setting.name === of.setting.name),
  );
  const faults = new Set(promised.filter((cell) => knownIn(cell) > 0).map(({ fault }) => fault));
  const there = sum(cells, (cell) => cell.refusedButThere);
  return [
    `Where a setting promises to keep what it acknowledged, ${count(lost)} of ${count(sum(promised, (cell) => cell.judged))} acknowledged records were lost, under ${plural(faults.size, 'fault')} of nodes${openTries(promised)}.`,
    ...(there === 0
      ? []
      : [
          `${plural(there, 'record')} ${there === 1 ? 'was counted as refused, and is' : 'were counted as refused, and are'} there.`,
        ]),
    ...(unproven.length === 0
      ? []
      : [
          `Left out, since nothing proves that the fault happened: ${listed(unproven.map(({ mode, fault, tries }) => `${faultTitle(fault)}, ${modeLabel(mode)} (${triesWords(tries)})`))}.`,
        ]),
    ...(may.length === 0
      ? []
      : [
          `Of ${plural(may.length, 'setting')} that may lose, ${seen.length} were seen to${seen.length === 0 ? '' : `: ${byMode(seen)}`}.`,
        ]),
  ];
}

/** A label may hold commas. */
const byMode = (settings: ClusterFigures['settings']): string =>
  [...new Set(settings.map(({ mode }) => mode))]
    .map((mode) => {
      const labels = settings.flatMap((of) => (of.mode === mode ? [of.setting.label] : []));
      return `${modeLabel(mode)} (${labels.join('; ')})`;
    })
    .join(', ');

const sayAway = (cluster: ClusterFigures): string[] =>
  cluster.modes.flatMap((mode) => {
    const found = nodesToLose(cluster, mode);
    if (found === null) return [];
    return [
      `${modeLabel(mode)}: ${found.working} of ${cluster.nodesAway[0]?.nodes ?? 0} nodes may be killed and records go on being acknowledged; ${keptWords(found.keeping)}.`,
    ];
  });

const keptWords = (keeping: number): string =>
  keeping === 0
    ? 'with one killed it is not known, or not so, that nothing was lost'
    : `with ${keeping} killed nothing acknowledged was lost`;

/** Of the faults that are asked for first. */
const sayStood = ({ faults, modes, cells }: ClusterFigures): string[] =>
  faults.slice(0, 1).map((fault) => {
    const each = modes.flatMap((mode) => {
      const cell = cells.find((one) => one.mode === mode && one.fault === fault && one.setting.ours);
      return cell ? [`${modeLabel(mode)} ${spanWords(cell.noAcceptanceMs)} s`] : [];
    });
    return `${faultTitle(fault)}: nothing was acknowledged for ${listed(each)}.`;
  });
