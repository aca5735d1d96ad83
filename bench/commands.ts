import { Command, InvalidArgumentError, Option } from 'commander';
import type { Mode } from '../common/mode.ts';
import { protectionNames } from '../common/service/protections.ts';
import { brokerStatus, cleanBrokers, installBrokers } from './brokers/brokers.ts';
import { mutationScore } from './checkers/testing/mutation-score.ts';
import { profiles } from './experiments/profiles.ts';
import { tampers } from './experiments/trial-plan.ts';
import { faultNamed, faults } from './faults/all.ts';
import { runCapacityCommand } from './load/capacity-command.ts';
import { runLoadCommand } from './load/load-command.ts';
import { modeNames, modes } from './modes.ts';
import { renderRun } from './report/render-run.ts';
import type { ExperimentName } from './report/run-file.ts';
import { runBench } from './run.ts';
import { startMode } from './start-command.ts';

const allExperiments: ExperimentName[] = ['latency', 'failure', 'replay'];

/** Exit codes of every command: holds, violated, inconclusive, could not run. */
const exitCodes = { holds: 0, violated: 1, unknown: 2, 'could-not-run': 3 } as const;

export async function main(argv: string[]): Promise<number> {
  let exitCode = 0;
  const program = commandLine(argv, (work) => work.then((code) => void (exitCode = code)));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { exitCode: code, message } = error as { exitCode?: number; message: string };
    if (code === 0) return 0; // --help
    if (code === undefined) console.error(message);
    return exitCodes['could-not-run'];
  }
}

/** Every command with its options; `finish` is given the work of the one that was called and learns its exit code. */
export function commandLine(argv: string[], finish: (work: Promise<number>) => Promise<void>): Command {
  const program = new Command('bench')
    .description('Compares REST calls, RabbitMQ queues and a Kafka log on real brokers.')
    .exitOverride();

  const experiments: [string, string, ExperimentName[]][] = [
    ['run', 'The quick comparison: every experiment in every mode, under 6 minutes (the default).', allExperiments],
    ['latency', 'How fast are acceptance and completion?', ['latency']],
    ['failure', 'What is lost, doubled or stuck when something breaks?', ['failure']],
    ['replay', 'What can be rebuilt from what the medium kept?', ['replay']],
  ];
  for (const [name, description, list] of experiments) {
    const command = program
      .command(name, { isDefault: name === 'run' })
      .description(description)
      .addOption(
        new Option('--modes <list>', `some of ${modeNames.join(',')}`)
          .argParser(asModes)
          .default(Object.values(modes), 'all'),
      )
      .addOption(
        new Option('--profile <size>', 'how long and how often')
          .choices(Object.keys(profiles))
          .default(name === 'run' ? 'quick' : 'standard'),
      )
      .option('--seed <n>', 'orders, arrivals and the order of trials follow from it', asCount, 1)
      .addOption(durability())
      .addOption(without())
      .option('--out <dir>', 'where the run folder goes (default: results/<run-id>)')
      .option('--json', 'print the summary as JSON on stdout', false)
      .action((options) => finish(runBench({ ...defaults, ...options, experiments: list, argv })));
    if (list.includes('failure')) {
      command.option(
        '--faults <list>',
        `some of ${Object.keys(faults).join(',')}; several at once as a+b`,
        asFaults,
        defaults.faults,
      );
    }
    if (list.includes('replay')) {
      command
        .option('--orders <n>', 'replay: orders to place first', asCount)
        .option('--throttle <n>', 'replay: what inventory is held to meanwhile, per second; 0 is nothing', asCount)
        .option(
          '--from <list>',
          'replay: only rebuilds with one of these in their name: outbox, stream, log, api, …',
          asList,
        )
        .addOption(
          new Option('--tamper <how>', 'replay: falsify what is rebuilt; it must be noticed').choices([...tampers]),
        );
    }
  }

  program
    .command('load')
    .description('Puts an open-loop load on any HTTP server and tells its latencies.')
    .requiredOption('--url <url>', 'http://host:port/path')
    .requiredOption('--rate <n>', 'requests per second', Number)
    .requiredOption('--duration <s>', 'seconds', Number)
    .addOption(
      new Option('--arrivals <kind>', 'spacing of requests').choices(['poisson', 'uniform']).default('poisson'),
    )
    .option('--body <file>', 'sent with every request')
    .option('--method <m>', 'HTTP method')
    .option('--connections <n>', 'the most connections held open', asCount)
    .option('--timeout <ms>', 'a request is given up after this', asCount)
    .option('--seed <n>', 'arrivals follow from it', asCount)
    .option('--json', 'print the result as JSON on stdout', false)
    .action((options) => finish(runLoadCommand(options)));

  program
    .command('capacity')
    .description('How many requests per second any HTTP server answers, closed loop. Throughput only, never latency.')
    .requiredOption('--url <url>', 'http://host:port/path')
    .option('--connections <n>', 'each waits for its answer before it sends again', asCount, 32)
    .option('--duration <s>', 'seconds', asCount, 10)
    .option('--method <m>', 'HTTP method', 'GET')
    .option('--body <file>', 'JSON sent with every request')
    .option('--json', 'print the result as JSON on stdout', false)
    .action((options) => finish(runCapacityCommand(options)));

  program
    .command('report')
    .description('Renders the report of a run folder again, byte for byte.')
    .argument('<folder>', 'results/<run-id>')
    .action((folder: string) => finish(report(folder)));

  program
    .command('mutations')
    .description('Shows that every check can fail: seeded corruptions of good histories, and false alarms.')
    .action(() => finish(mutations()));

  program
    .command('start')
    .description('Runs one mode and prints its URLs; Ctrl-C stops everything.')
    .argument('<mode>', modeNames.join(', '), asMode)
    .option('--port <n>', 'first of consecutive ports; 0 picks free ones', asCount)
    .option('--json', 'print one line of JSON once everything is ready', false)
    .option('--stock <n>', 'pieces of each product at the start', asCount)
    .addOption(durability())
    .addOption(without())
    .option('--keep', 'keep stores, logs and broker data', false)
    .option('--watch', 'restart a service when its source changes', false)
    .action((mode: Mode, options) => finish(startMode(mode, options)));

  program
    .command('brokers')
    .description('Shows, installs or removes the brokers in the cache folder.')
    .argument('<what>', 'status, install or clean', oneOf('status', 'install', 'clean'))
    .action((what: string) => finish(brokers(what)));

  return program;
}

async function report(folder: string): Promise<number> {
  await renderRun(folder);
  console.log(`${folder}/report.md`);
  return 0;
}

async function mutations(): Promise<number> {
  const rows = mutationScore();
  console.table(Object.fromEntries(rows.map(({ check, misses: _misses, ...row }) => [check, row])));
  return rows.every(({ corruptions, flagged, falseAlarms }) => flagged === corruptions && falseAlarms === 0) ? 0 : 1;
}

async function brokers(what: string): Promise<number> {
  const say = (line: string) => console.error(line);
  if (what === 'install') await installBrokers(say);
  if (what === 'clean') await cleanBrokers();
  console.log(JSON.stringify(await brokerStatus(), null, 2));
  return 0;
}

function asMode(name: string): Mode {
  const mode = (modes as Record<string, Mode>)[name];
  if (!mode) throw new InvalidArgumentError(`Known modes: ${modeNames.join(', ')}.`);
  return mode;
}

/** What an option that a command does not have stands for. */
const defaults = { faults: ['kill-inventory', 'redeliver'], from: [] as string[], tamper: null };

const asList = (list: string): string[] => list.split(',').filter(Boolean);

const asModes = (list: string): Mode[] => list.split(',').map(asMode);

function asFaults(list: string): string[] {
  const names = list.split(',');
  const unknown = names.find((name) => faultNamed(name) === null);
  if (unknown !== undefined) throw new InvalidArgumentError(`Known faults: ${Object.keys(faults).join(', ')}.`);
  return names;
}

function asCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number of 0 or more.');
  return value;
}

const oneOf =
  (...accepted: string[]) =>
  (text: string) => {
    if (!accepted.includes(text)) throw new InvalidArgumentError(`Expected ${accepted.join(' or ')}.`);
    return text;
  };

const durability = () =>
  new Option('--durability <tier>', 'what an acknowledgement survives')
    .choices(['page-cache', 'fsync'])
    .default('page-cache');

const without = () =>
  new Option('--without <protection>', 'switch a safeguard off (repeatable)')
    .choices([...protectionNames])
    .default([])
    .argParser((name: string, all: string[]) => {
      if (!(protectionNames as string[]).includes(name)) {
        throw new InvalidArgumentError(`Known protections: ${protectionNames.join(', ')}.`);
      }
      return [...all, name];
    });
