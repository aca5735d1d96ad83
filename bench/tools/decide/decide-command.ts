import { Option } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import { parseWorkTime, type WorkTime } from '../../lab/warehouse/work-time.ts';
import { type RunFolder, readRun } from '../../record/read-run.ts';
import { figuresOf } from '../../report/figures/run-figures.ts';
import { modeLabel } from '../../report/words/names.ts';
import { asCount, asPositive, asSome, asWork, durabilityOption, modesOption, type Register } from '../options.ts';
import { print } from '../print.ts';
import { runBench } from '../run/run.ts';
import { minutesFor, type RunOptions } from '../run/run-options.ts';
import { asTime, type Case } from './case.ts';
import { runFor } from './decide-sizes.ts';
import { askedWords, cannotWords, closingWords, standingWords } from './decide-words.ts';
import { exitCodeOf, judgeCase, type Requirement } from './requirements.ts';

const MOST_MINUTES = 10;
const MOST_PER_SECOND = 2000;

const teaches = `
Each option is a requirement, and only what it needs is run. A requirement is met or missed, or not measured, with the reason.
A p99 is met when it is surely within the limit (95%), missed when it is surely beyond, and open in between.

  a shop that must take orders whatever is down    npm run decide -- --rate 40 --outage 60s --p99 2s
  a till whose customer waits for the outcome      npm run decide -- --rate 20 --answer outcome --answer-p99 200ms
  a handler that calls something slow              npm run decide -- --rate 100 --work 20ms --slow 1%=2s --p99 3s
  figures that others will want to compute anew    npm run decide -- --rate 60 --replay kept

Exit code: 0 a mode meets everything that was asked · 1 no mode does, or a check is violated · 2 something is open ·
3 could not run.`;

type Given = Pick<RunOptions, 'durability' | 'seed' | 'out' | 'json'> & {
  modes: Mode[];
  rate: number;
  p99?: number;
  answerP99?: number;
  answer?: 'outcome';
  outage?: number;
  replay?: 'yes' | 'kept';
  network?: number;
  work?: WorkTime | null;
  slow?: string;
  concurrency?: number;
  order?: 'per-key';
};

/** `npm run decide`: your own case, measured. */
export const decideCommand: Register = (program, finish, argv) => {
  program
    .command('decide')
    .description(
      `Your own case, measured in at most ${MOST_MINUTES} minutes: which modes meet what you need, and by how much.`,
    )
    .option('--rate <n>', 'orders per second', asPositive, 40)
    .option('--p99 <time>', 'within which 99 of 100 orders must be finished: 500ms, 2s', asTime)
    .option('--answer-p99 <time>', 'within which 99 of 100 clients must have their answer', asTime)
    .addOption(new Option('--answer <what>', 'what the answer must be').choices(['outcome']))
    .option('--outage <time>', 'how long inventory may be dead without an order being turned away', asTime)
    .addOption(
      new Option('--replay <how>', 'the past must be there to read again; kept: in the medium itself').choices([
        'yes',
        'kept',
      ]),
    )
    .option('--network <time>', 'how far away inventory is: what comes back from it is so late', asTime)
    .option(
      '--work <time>',
      'what a handler waits for about each order, as for the bench: 20ms, exp:20ms or 20ms,1%=2s',
      asWork,
    )
    .option('--slow <share=time>', 'what some of the work takes instead: --work 20ms --slow 1%=2s is --work 20ms,1%=2s')
    .option('--concurrency <n>', 'orders that inventory works on at once (with --work: 8)', asSome)
    .addOption(new Option('--order <how>', 'the order that must be kept (not measured yet)').choices(['per-key']))
    .addOption(modesOption())
    .option('--seed <n>', 'orders, arrivals and the order of trials follow from it', asCount, 1)
    .addOption(durabilityOption())
    .option('--out <dir>', 'where the run folder goes (default: results/<run-id>)')
    .option('--json', 'print requirements and figures as JSON on stdout', false)
    .addHelpText('after', teaches)
    .action((given: Given) => finish(decide(given, argv)));
};

async function decide(given: Given, argv: string[]): Promise<number> {
  const needs = caseOf(given);
  const { modes, durability, seed, out, json } = given;
  const options: RunOptions = {
    ...runFor(needs),
    modes,
    durability,
    seed,
    out,
    json,
    argv,
    without: [],
    from: [],
    tamper: null,
    worth: false,
  };
  if (needs.ratePerSecond > MOST_PER_SECOND)
    throw new Error(
      `--rate ${needs.ratePerSecond}: at most ${MOST_PER_SECOND}; what a machine holds is question 15 of npm run ask.`,
    );
  const minutes = minutesFor(options);
  if (minutes > MOST_MINUTES)
    throw new Error(
      `This case takes about ${minutes} minutes, and at most ${MOST_MINUTES} are allowed: a shorter --outage, or fewer --modes.`,
    );
  return runBench(options, async (folder) => {
    const read = await readRun(folder);
    const requirements = judgeCase(needs, figuresOf(read), read.latencies);
    if (json) print(JSON.stringify(asJson(needs, requirements, read)));
    else for (const line of linesOf(requirements, read, argv)) print(line);
    return exitCodeOf(requirements);
  });
}

function caseOf({ rate, p99, answerP99, outage, network, work, slow, ...rest }: Given): Case {
  const { answer, replay, concurrency, order } = rest;
  const time = workOf(work, slow);
  return {
    ratePerSecond: rate,
    ...(p99 !== undefined && { p99Ms: p99 }),
    ...(answerP99 !== undefined && { answerP99Ms: answerP99 }),
    ...(answer !== undefined && { answer }),
    ...(outage !== undefined && { outageMs: outage }),
    ...(replay !== undefined && { replay }),
    ...(network !== undefined && { networkMs: network }),
    ...(time !== null && { work: time }),
    ...(concurrency !== undefined && { concurrency }),
    ...(order !== undefined && { order }),
  };
}

/** Spelled as for the bench: a slow share is a part of its `--work`. */
function workOf(work: WorkTime | null | undefined, slow: string | undefined): WorkTime | null {
  if (slow === undefined) return work ?? null;
  if (!work) throw new Error('--slow is a share of --work, which is missing.');
  return parseWorkTime(`${work.text},${slow}`);
}

function linesOf(requirements: readonly Requirement[], { run }: RunFolder, argv: readonly string[]): string[] {
  const width = Math.max(...run.modes.map((mode) => modeLabel(mode).length));
  const told = requirements.flatMap(({ asked, standings }) => [
    askedWords(asked),
    ...(typeof standings === 'string'
      ? [`  ? not measured, because ${cannotWords[standings]}`]
      : standings.map(
          (standing, index) => `  ${modeLabel(run.modes[index] ?? '').padEnd(width)}  ${standingWords(standing)}`,
        )),
  ]);
  const again = `Each was asked once, on this machine (run ${run.runId}); again: npm run bench -- ${argv.join(' ')}`;
  return ['', ...told, '', ...closingWords(requirements, run.modes), again];
}

const asJson = (needs: Case, requirements: readonly Requirement[], { run }: RunFolder) => ({
  case: needs,
  run: run.runId,
  requirements: requirements.map(({ asked, standings }) => ({
    asked,
    ...(typeof standings === 'string'
      ? { notMeasured: cannotWords[standings] }
      : { modes: Object.fromEntries(run.modes.map((mode, index) => [mode, standings[index]])) }),
  })),
  sentences: closingWords(requirements, run.modes),
});
