import { faultTitle } from '../../faults/all.ts';
import type { ModeName } from '../../record/run-file.ts';
import { type ClusterFigures, isOf, type SettingCell, type SettingOf } from '../figures/cluster.ts';
import { isWithoutLoad } from '../figures/recovery.ts';
import {
  awayWords,
  knownIn,
  lossWords,
  nodesToLose,
  settingWords,
  spanWords,
  triesWords,
} from '../words/cluster-words.ts';
import { dueWords, withoutLoadWords } from '../words/fault-words.ts';
import { count, plural, secondsOfMs } from '../words/format.ts';
import { modeLabel, outcomeLabel } from '../words/names.ts';
import { countsTable, errorsTable } from './cluster-counts.ts';
import { type Cell, modeColumns, noFigure, type SummaryTable } from './table.ts';

export const loseTitle = 'How to lose an order';
export const timeoutsTitle = 'A leader is gone: the stall and its timeouts';
export const stallTitle = 'Nodes break: how long everything stands';
export const awayTitle = 'How many nodes may I lose?';

/** What is lost when nodes break, for how long everything stands, and what clients are told. */
export const clusterTables = (cluster: ClusterFigures): (SummaryTable | null)[] => [
  loseTable(cluster),
  awayTable(cluster),
  ...cluster.modes.map((mode) => matrixTable(cluster, mode)),
  stallTable(cluster),
  timeoutsTable(cluster),
  ordersTable(cluster),
  errorsTable(cluster),
  countsTable(cluster),
];

/** One line for each setting that somewhere promises less than to keep everything, with the fault under which it lost most. */
export function loseTable(cluster: ClusterFigures): SummaryTable | null {
  const loose = cluster.settings.flatMap((of) => {
    const open = openCells(cluster, of);
    return open.length === 0 ? [] : [{ of, open }];
  });
  if (loose.length === 0) return null;
  return {
    title: loseTitle,
    note: 'Every setting that may lose what it acknowledged, by its documentation, and what it lost under the fault that cost it most. What the safest setting of a broker loses as well is no danger of another one: it stands in the line of the safest alone. Acknowledged and not there once all nodes had healed counts as lost; the ids are those of the records.',
    columns: [
      { head: 'lost most under' },
      { head: 'lost' },
      { head: 'some of them' },
      { head: 'what is promised', sentences: true },
    ],
    rows: loose.map(({ of, open }) => {
      const worst = open.toSorted(
        (a, b) => lossShare(b) - lossShare(a) || b.tries - knownIn(b) - (a.tries - knownIn(a)),
      )[0] as SettingCell;
      const isSeen = worst.lost > 0 || knownIn(worst) < worst.tries;
      const tries = open.reduce((all, cell) => all + knownIn(cell), 0);
      const { says, at } = of.setting.source;
      return {
        label: settingWords(of),
        cells: [
          isSeen ? faultTitle(worst.fault) : noFigure,
          isSeen ? lossWords(worst) : `not seen in ${triesWords(tries)}, under ${plural(open.length, 'fault')}`,
          worst.ids.slice(0, 3).join(', ') || noFigure,
          `${says} (${at})`,
        ],
      };
    }),
    remarks: [],
  };
}

/** Under the faults that the safest setting of its broker survived; of that one itself, under all. */
function openCells({ settings, cells }: ClusterFigures, of: SettingOf): SettingCell[] {
  const safest = settings.find(({ mode }) => mode === of.mode);
  const own = cells.filter((cell) => isOf(of, cell) && cell.promises === 'may lose');
  if (safest === undefined || isOf(of, safest)) return own;
  const lostByAll = cells.filter((cell) => isOf(safest, cell) && cell.lost > 0).map(({ fault }) => fault);
  return own.filter(({ fault }) => !lostByAll.includes(fault));
}

const lossShare = ({ lost, judged }: SettingCell): number => (lost === 0 ? 0 : lost / judged);

export function awayTable(cluster: ClusterFigures): SummaryTable | null {
  if (cluster.nodesAway.length === 0) return null;
  return {
    title: awayTitle,
    note: 'As it was tried, with the setting that the services of each mode use. *Working*: records went on being acknowledged. *Keeping*: it is known of every try that nothing acknowledged was lost, once the nodes were back with their disks.',
    columns: [{ head: 'and work on' }, { head: 'and keep everything' }, { head: 'as it was tried', sentences: true }],
    rows: cluster.modes.flatMap((mode) => {
      const found = nodesToLose(cluster, mode);
      if (found === null) return [];
      const told = cluster.nodesAway.filter((each) => each.mode === mode).map(awayWords);
      return [{ label: modeLabel(mode), cells: [count(found.working), count(found.keeping), told.join('; ')] }];
    }),
    remarks: [],
  };
}

/** Every fault against every setting of one broker. */
function matrixTable({ faults, settings, cells, gaps, unproven }: ClusterFigures, mode: ModeName): SummaryTable {
  const own = settings.filter((of) => of.mode === mode);
  return {
    title: `Acknowledged and lost: ${modeLabel(mode)}`,
    note: 'All settings wrote at the same time, each to a topic or queue of its own, so that one fault is the same for all. In bold: lost, or not known, although its setting promises to keep it.',
    columns: own.map(({ setting }) => ({ head: setting.label })),
    rows: faults.map((fault) => ({
      label: faultTitle(fault),
      cells: own.map((of): Cell => {
        const cell = cells.find((each) => each.fault === fault && isOf(of, each));
        if (cell === undefined) return noFigure;
        const isKept = cell.lost === 0 && knownIn(cell) === cell.tries;
        return !isKept && cell.promises === 'survives' ? { loud: lossWords(cell) } : lossWords(cell);
      }),
    })),
    remarks: [
      ...gaps
        .filter((gap) => gap.mode === mode)
        .map(({ fault, because }) => `Not run: ${faultTitle(fault)}: ${because}.`),
      ...unproven
        .filter((each) => each.mode === mode)
        .map(
          ({ fault, tries }) =>
            `Left out, since nothing proves that the fault happened: ${faultTitle(fault)}, ${triesWords(tries)}.`,
        ),
    ],
  };
}

/** With the setting of the services, as a client sees it. */
function stallTable({ modes, faults, cells, complete }: ClusterFigures): SummaryTable | null {
  if (cells.length === 0) return null;
  return {
    title: stallTitle,
    note: 'Seconds, from the least to the most of all seeds, with the setting that the services of each mode use: the longest stretch in which records were due and none was acknowledged; in which none was read by who reads along; and from healing until every copy was where it should be. Times are taken from when a record was due.',
    columns: modes.flatMap((mode) => [
      { head: `${modeLabel(mode)}: none acknowledged` },
      { head: 'none read' },
      { head: 'copies whole again' },
    ]),
    rows: faults.map((fault) => ({
      label: faultTitle(fault),
      cells: modes.flatMap((mode): Cell[] => {
        const cell = cells.find((each) => each.mode === mode && each.fault === fault && each.setting.ours);
        const whole = complete.find((each) => each.mode === mode && each.fault === fault)?.ms ?? [];
        const late = whole.filter((ms) => ms === null).length;
        const seen = whole.filter((ms) => ms !== null);
        return [
          cell ? spanWords(cell.noAcceptanceMs) : noFigure,
          cell ? spanWords(cell.noCompletionMs) : noFigure,
          late > 0 ? { loud: `not in time in ${late} of ${whole.length}` } : spanWords(seen),
        ];
      }),
    })),
    remarks: [],
  };
}

function timeoutsTable({ stalls }: ClusterFigures): SummaryTable | null {
  if (stalls.length === 0) return null;
  return {
    title: timeoutsTitle,
    note: 'Seconds without an acknowledgement, with the setting that the services of each mode use, beside what the timeouts in force add up to and what the client waits for before it asks another node. That wait is added once: a client that asks another node too early waits again, and what stood for longer, or was over sooner, is told. Another client waits for something else.',
    columns: [{ head: 'measured' }, { head: 'by arithmetic' }, { head: 'the timeouts', sentences: true }],
    rows: stalls.map(
      ({ mode, fault, timeouts, noAcceptanceMs, arithmetic: { leastMs, mostMs, says, at }, clientMs, outside }) => ({
        label: `${faultTitle(fault)}; ${modeLabel(mode)}, ${timeouts?.label ?? 'as the lab runs it'}`,
        cells: [
          `${spanWords(noAcceptanceMs)}${outside === 0 ? '' : `; outside in ${outside} of ${triesWords(noAcceptanceMs.length)}`}`,
          spanWords([leastMs, mostMs + clientMs]),
          `${says} (${at}); the client: ${clientMs} ms`,
        ],
      }),
    ),
    remarks: [],
    aside: true,
  };
}

function ordersTable({ modes, orders }: ClusterFigures): SummaryTable | null {
  if (orders.length === 0) return null;
  const faults = [...new Set(orders.map(({ fault }) => fault))];
  return {
    title: 'Nodes break under the services: every order judged',
    note: `The workflow itself on three nodes: the verdict of all checks, orders accepted, and the longest stretch in which ${dueWords(orders.map(({ trial }) => trial.timeline))} were due and none was completed.`,
    columns: modeColumns(modes),
    rows: faults.map((fault) => ({
      label: faultTitle(fault),
      cells: modes.map((mode): Cell => {
        const cell = orders.find((each) => each.mode === mode && each.fault === fault);
        if (cell === undefined) return noFigure;
        const { requests, timeline } = cell.trial;
        const stood =
          timeline?.standstillMs === undefined ? '' : `, stood still for ${secondsOfMs(timeline.standstillMs)} s`;
        const late = timeline && isWithoutLoad(timeline.healedMs, timeline) ? `, healed only ${withoutLoadWords}` : '';
        const words = `${outcomeLabel[cell.outcome]}: ${count(requests.accepted)} of ${count(requests.sent)} accepted${stood}${late}`;
        return cell.outcome === 'holds' ? words : { loud: words };
      }),
    })),
    remarks: [],
    aside: true,
  };
}
