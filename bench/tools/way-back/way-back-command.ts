import Table from 'cli-table3';
import { Option } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import { measureWayBack, type WayBack } from '../../experiments/way-back/measure-way-back.ts';
import { doubtsOf, type Spread, type WayBackRow } from '../../experiments/way-back/way-back-figures.ts';
import { type Profile, situations, sizes, ways } from '../../experiments/way-back/ways.ts';
import { withSession } from '../../lab/session.ts';
import { count, figure } from '../../report/words/format.ts';
import { modeLabel } from '../../report/words/names.ts';
import { modesOption, type Register } from '../options.ts';
import { print, tell } from '../print.ts';

/** `bench way-back`. */
export const wayBackCommand: Register = (program, finish) => {
  program
    .command('way-back')
    .description(
      'How soon does the caller know the outcome, and at what cost? Asking again, listening, being called back; while all is well, while inventory is dead, and when caller or service restart.',
    )
    .addOption(modesOption())
    .addOption(
      new Option('--profile <size>', 'how much is measured: under 3 or under 10 minutes')
        .choices(Object.keys(sizes))
        .default('standard'),
    )
    .option('--json', 'print the figures as JSON on stdout', false)
    .action((options) => finish(runWayBack(options)));
};

interface WayBackOptions {
  modes: Mode[];
  profile: Profile;
  json: boolean;
}

/** 1 when a caller never knew or a check is violated, 2 when nothing can be said. */
function runWayBack({ modes, profile, json }: WayBackOptions): Promise<number> {
  return withSession(
    tell,
    async (session) => {
      const all: (WayBack & { mode: string })[] = [];
      for (const [index, mode] of modes.entries()) {
        tell(`[${index + 1}/${modes.length}] ${mode.name} …`);
        const one = { mode: mode.name, ...(await measureWayBack(session, mode, index + 1, sizes[profile])) };
        if (!json) print(`${modeLabel(one.mode)}\n${tableOf(one.rows)}\n`);
        all.push(one);
      }
      const rows = all.flatMap((one) => one.rows);
      const doubts = doubtsOf(rows);
      if (json) print(JSON.stringify({ profile, ...sizes[profile], rows, doubts, checks: all.map(checksOf) }));
      else {
        print(`The caller knows the outcome within, while nothing fails\n${summaryOf(rows)}\n`);
        print(legend());
      }
      for (const { mode, verdicts } of all) {
        for (const { check, outcome, because } of verdicts) {
          if (outcome === 'violated' || outcome === 'unknown') tell(`${mode}: ${check} is ${outcome}: ${because}`);
        }
      }
      for (const doubt of [...doubts.violated, ...doubts.unknown]) tell(doubt);
      const outcomes = all.map(({ outcome }) => outcome);
      if (doubts.violated.length > 0 || outcomes.includes('violated')) return 1;
      return doubts.unknown.length > 0 || outcomes.includes('unknown') ? 2 : 0;
    },
    { measured: true },
  );
}

const checksOf = ({ mode, outcome, verdicts }: WayBack & { mode: string }) => ({
  mode,
  outcome,
  checks: verdicts.map(({ check, outcome: each }) => ({ check, outcome: each })),
});

function tableOf(rows: readonly WayBackRow[]): string {
  const table = new Table({
    head: [
      'situation',
      'the caller …',
      'orders',
      'knows',
      'of those failed',
      'within p50 / p90 / max (ms)',
      'after the outcome p50 / p90 / max (ms)',
      'requests per order',
      'bytes per order',
    ],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [18, 18, 8, 8, 9, 22, 22, 10, 10],
  });
  for (const row of rows) {
    const { situation, way, placed, known, failed, knownWithin, afterOutcome, requestsPerOrder, bytesPerOrder } = row;
    table.push([
      situation,
      way,
      count(placed),
      known < placed ? `${count(known)} !` : count(known),
      count(failed),
      spread(knownWithin),
      spread(afterOutcome),
      figure(requestsPerOrder),
      count(bytesPerOrder),
    ]);
  }
  return table.toString();
}

const told = (ms: number | null) => (ms === null ? '–' : figure(ms));
const spread = ({ p50, p90, max }: Spread) => `${told(p50)} / ${told(p90)} / ${told(max)}`;

/** One row for the comparison: beside one another how soon who got a 201 knows, and who got a 202. */
function summaryOf(rows: readonly WayBackRow[]): string {
  const steady = rows.filter(({ situation }) => situation === 'steady');
  const modes = [...new Set(steady.map(({ mode }) => mode))];
  const table = new Table({ head: ['', ...modes.map(modeLabel)], style: { head: [], border: [] } });
  const cells = modes.map((mode) =>
    steady
      .filter((row) => row.mode === mode)
      .map(({ way, knownWithin: { p50, p90 } }) => `${way}: p50 ${told(p50)} ms, p90 ${told(p90)} ms`)
      .join('\n'),
  );
  table.push(['the caller knows the outcome within', ...cells]);
  return table.toString();
}

function legend(): string {
  const lines = [
    ...Object.entries(ways).map(([way, says]) => `${way}: ${says}`),
    ...Object.entries(situations).map(([situation, { says }]) => `${situation}: ${says}`),
    'Every wait counts from the moment an order was to be sent; all ways of a mode at the same time, on one machine, with this process as all callers.',
    '–: too few orders for that quantile (200 for a median, 1000 for a p90). Bytes: of HTTP in both directions, heads and all; of messages through the broker their bodies.',
    'REST calls have no broker to speak, and tell the outcome with the 201.',
  ];
  return lines.join('\n');
}
