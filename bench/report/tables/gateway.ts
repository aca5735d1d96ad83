import { type Door, doors } from '../../record/door-cell.ts';
import type { RunFile } from '../../record/run-file.ts';
import { controlOfMetric } from '../figures/controls.ts';
import { type DoorFigures, type DoorMetric, doorMetrics, type GatewayFigures } from '../figures/gateway.ts';
import { doorWords } from '../words/door-words.ts';
import { figure, listed, msOfMicros, percentile, rate } from '../words/format.ts';
import { outcomeLabel } from '../words/names.ts';
import { timesWords } from '../words/times-words.ts';
import { controlNote, controlRemarks } from './control-remarks.ts';
import {
  type Cell,
  modeColumns,
  noFigure,
  type SummaryRow,
  type SummaryTable,
  unusedFigure,
  voidRemark,
} from './table.ts';

export const doorTitle = 'One door in front: what it costs';
export const SAME = 'the way without a door';
export const timesTitle = 'One door in front: so many times the way without it';

/** What an order costs directly, through the gateway, and with tokens; and how many times the first way that is. */
export const gatewayTables = (gateway: GatewayFigures, run: RunFile): SummaryTable[] => [
  costTable(gateway, run),
  ...(gateway.cells.some(({ times }) => doorMetrics.some((metric) => times[metric] !== null))
    ? [timesTable(gateway, run)]
    : []),
];

const rowOf = (
  { modes, cells }: GatewayFigures,
  door: Door,
  what: string,
  cell: (figures: DoorFigures) => Cell | null,
) => ({
  label: `${what}, ${doorWords[door]}`,
  cells: modes.map((mode): Cell => {
    const found = cells.find((each) => each.mode === mode && each.door === door);
    return (found && cell(found)) ?? unusedFigure(found?.trials ?? []);
  }),
});

function costTable(gateway: GatewayFigures, run: RunFile): SummaryTable {
  const { cells, modes, versions } = gateway;
  const [first] = cells.flatMap(({ trials }) => trials);
  const rows = (what: string, cell: (figures: DoorFigures) => Cell | null): SummaryRow[] =>
    doors.map((door) => rowOf(gateway, door, what, cell));
  return {
    title: doorTitle,
    note: `Open load of ${rate(first?.load?.ratePerSecond ?? 0)} orders/s in every mode, each way in the same blocks; all blocks of a way as one set. CPU is that of services, broker and gateway; the share of the gateway stands behind it. Acceptance is another event in another mode: read it down, not across.`,
    columns: modeColumns(modes),
    rows: [
      ...rows(
        'acceptance p50, p90 (ms)',
        ({ acceptance }) =>
          acceptance &&
          `${percentile(acceptance.p50, acceptance.samples)}, ${acceptance.p90 === null ? 'n/a' : msOfMicros(acceptance.p90)}`,
      ),
      ...rows('completion p50 (ms)', ({ completion }) => completion && percentile(completion.p50, completion.samples)),
      ...rows('CPU per order (ms)', ({ cpuMs, gatewayMs }) =>
        cpuMs === null ? null : `${figure(cpuMs)}${gatewayMs === null ? '' : `, the gateway ${figure(gatewayMs)}`}`,
      ),
      ...rows('verdict (worst of its checks)', ({ outcome, trials }) =>
        trials.length === 0 ? noFigure : outcome === 'holds' ? outcomeLabel.holds : { loud: outcomeLabel[outcome] },
      ),
    ],
    remarks: [
      ...(versions.length === 0 ? [] : [`The gateway is HAProxy ${listed(versions)}.`]),
      ...run.trials.flatMap((trial) => (trial.door ? voidRemark(trial) : [])),
    ],
  };
}

function timesTable(gateway: GatewayFigures, run: RunFile): SummaryTable {
  const { modes } = gateway;
  const others = doors.filter((door) => door !== 'direct');
  return {
    title: timesTitle,
    note: `Ratios to the same mode without a door, with ${controlNote(run, SAME)}`,
    columns: modeColumns(modes),
    rows: doorMetrics.flatMap((metric: DoorMetric) =>
      others.map((door) =>
        rowOf(
          gateway,
          door,
          metric,
          ({ mode, times }) => times[metric] && timesWords(times[metric], controlOfMetric(run, gateway, mode, metric)),
        ),
      ),
    ),
    remarks: controlRemarks(gateway, run, SAME),
  };
}
