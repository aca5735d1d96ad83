import { Command, InvalidArgumentError, Option } from 'commander';
import { protectionNames } from '../../common/base/protections.ts';
import type { Mode } from '../../common/mode.ts';
import { brokerStatus, cleanBrokers, installBrokers } from '../brokers/brokers.ts';
import { mutationScore } from '../checkers/testing/mutation-score.ts';
import { variationKinds } from '../experiments/plan/latency-steps.ts';
import { profiles } from '../experiments/plan/profiles.ts';
import { tampers } from '../experiments/plan/trial-plan.ts';
import { faultNamed, faults } from '../faults/all.ts';
import { modeNames, modes } from '../modes.ts';
import type { ExperimentName, Variation } from '../record/run-file.ts';
import { renderRun } from '../report/markdown/render-run.ts';
import { runCeilingsCommand } from '../tools/ceilings-command.ts';
import { compareCommand } from '../tools/compare/compare-command.ts';
import { runFuzzCommand } from '../tools/fuzz/fuzz-command.ts';
import { listFaults } from '../tools/list-faults.ts';
import { runCapacityCommand } from '../tools/load/capacity-command.ts';
import { runLoadCommand } from '../tools/load/load-command.ts';
import { overloadCommand } from '../tools/overload/overload-command.ts';
import { recheckCommand } from '../tools/recheck/recheck-command.ts';
import { runBench } from '../tools/run/run.ts';
import { securityCommand } from '../tools/security/security-command.ts';
import { soakCommand } from '../tools/soak/soak-command.ts';
import { startMode } from '../tools/start-command.ts';
import { tormentCommand } from '../tools/torment/torment-command.ts';
import { traceCommand } from '../tools/trace/trace-command.ts';
import { trimCommand } from '../tools/trim/trim-command.ts';

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
      .option(
        '--blocks <n>',
        'how often everything is asked, each time with another seed (default: 1, 3 or 5)',
        asCount,
      )
      .option('--seed <n>', 'orders, arrivals and the order of trials follow from it', asCount, 1)
      .addOption(durability())
      .addOption(without())
      .option('--out <dir>', 'where the run folder goes (default: results/<run-id>)')
      .option('--json', 'print the summary as JSON on stdout', false)
      .action((options) =>
        finish(options.list ? listFaults(options) : runBench({ ...defaults, ...options, experiments: list, argv })),
      );
    if (list.includes('latency')) {
      command
        .option('--only <list>', `latency: only some of ${variationKinds.join(',')}`, asVariations)
        .option('--slow <mode[=factor]>', 'latency: slow a mode down on purpose, to see it noticed (1.2)', asSlowdown);
    }
    if (list.includes('failure')) {
      command
        .option(
          '--faults <list>',
          `some of ${Object.keys(faults).join(',')}; several at once as a+b (default: all, fewer in the quick profile)`,
          asFaults,
        )
        .option('--worth', 'show what each protection is worth and costs (default: in a whole standard or full run)')
        .option('--no-worth', 'leave that out')
        .option('--list', 'print every fault, and which mode has it or why not; starts nothing', false);
    }
    if (name === 'failure') {
      command.addOption(
        new Option('--runtime <kind>', 'what services and brokers are; docker: containers of the docker-compose.yml')
          .choices(['processes', 'docker'])
          .default('processes'),
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
    .command('ceilings')
    .description('What each medium can do with nothing of ours on it, and our share of that.')
    .addOption(
      new Option('--modes <list>', `some of ${modeNames.join(',')}`)
        .argParser(asModes)
        .default(Object.values(modes), 'all'),
    )
    .option('--rows <list>', 'some rows of the table, 1 to 12 (default: all)', asCounts)
    .option('--blocks <n>', 'how often each is measured', asCount, 1)
    .addOption(durability())
    .option('--out <file>', 'also write the table there, as JSON')
    .option('--json', 'print the table as JSON on stdout', false)
    .action((options) => finish(runCeilingsCommand(options)));

  program
    .command('report')
    .description('Renders the report of a run folder again, byte for byte.')
    .argument('<folder>', 'results/<run-id>')
    .action((folder: string) => finish(report(folder)));

  program
    .command('compare')
    .description(
      'Two latency runs side by side, with intervals. Exit: 0 no difference shown, 1 one, 2 inconclusive, 3 not comparable.',
    )
    .argument('<a>', 'results/<run-id>, or several, separated by commas, measured in turn with those of B')
    .argument('<b>', 'results/<run-id>, or as many of B')
    .option('--anyway', 'print the tables of runs that must not be compared, under the reasons', false)
    .option('--json', 'print the comparison as JSON on stdout', false)
    .action((a: string, b: string, options) => finish(compareCommand(a, b, options)));

  program
    .command('check')
    .description('Judges the stored histories of a run folder again: are the verdicts still the same?')
    .argument('<folder>', 'results/<run-id>')
    .action((folder: string) => finish(recheckCommand(folder)));

  program
    .command('trim')
    .description('Leaves out of a run folder the histories least worth their place, so that it can be committed.')
    .argument('<folder>', 'results/<run-id>')
    .option('--megabytes <n>', 'what the whole folder may take', Number, 4.5)
    .action((folder: string, options) => finish(trimCommand(folder, options)));

  program
    .command('mutations')
    .description('Shows that every check can fail: seeded corruptions of good histories, and false alarms.')
    .action(() => finish(mutations()));

  program
    .command('torment')
    .description('Kills every service and the broker at random under load, seed by seed, and lets all checks judge.')
    .addOption(
      new Option('--modes <list>', `some of ${modeNames.join(',')}`)
        .argParser(asModes)
        .default(Object.values(modes), 'all'),
    )
    .option('--seeds <n>', 'how many seeds per mode', asCount, 20)
    .option('--seed <n>', 'the first of them; moments of death, orders and arrivals follow from it', asCount, 1)
    .option('--seconds <n>', 'how long orders come and processes die', asCount, 12)
    .option('--rate <n>', 'orders per second', asCount, 60)
    .addOption(durability())
    .addOption(without())
    .action((options) => finish(tormentCommand(options)));

  program
    .command('overload')
    .description('Offers several times what a mode can complete: does it go on answering, and recover within 10 s?')
    .addOption(
      new Option('--modes <list>', `some of ${modeNames.join(',')}`)
        .argParser(asModes)
        .default(Object.values(modes), 'all'),
    )
    .option('--times <n>', 'how many times the capacity, which is measured first', asCount, 3)
    .option('--seconds <n>', 'how long', asCount, 60)
    .option('--seed <n>', 'orders and arrivals follow from it', asCount, 1)
    .addOption(durability())
    .addOption(without())
    .option('--json', 'print the figures as JSON on stdout', false)
    .action((options) => finish(overloadCommand(options)));

  program
    .command('soak')
    .description(
      'Half the capacity for a long time, with a service killed every minute: do memory, handles, files, logs and latencies stay flat?',
    )
    .addOption(
      new Option('--modes <list>', `some of ${modeNames.join(',')}; they run side by side and share the rate`)
        .argParser(asModes)
        .default(Object.values(modes), 'all'),
    )
    .option('--minutes <n>', 'how long', asCount, 30)
    .option('--seed <n>', 'who is killed, orders and arrivals follow from it', asCount, 1)
    .addOption(durability())
    .addOption(without())
    .option('--json', 'print the figures as JSON on stdout', false)
    .action((options) => finish(soakCommand(options)));

  program
    .command('fuzz')
    .description(
      'Sends a JSON corpus, naughty strings and bodies derived from the OpenAPI to every route and consumer.',
    )
    .addOption(
      new Option('--modes <list>', `some of ${modeNames.join(',')}`)
        .argParser(asModes)
        .default(Object.values(modes), 'all'),
    )
    .option('--seed <n>', 'the derived bodies follow from it', asCount, 1)
    .option('--bodies <n>', 'derived bodies per route', asCount, 500)
    .action((options) => finish(runFuzzCommand(options)));

  program
    .command('security')
    .description('What is claimed about security, and the test of each claim. Exit: 0 all have one, 1 some do not yet.')
    .action(() => finish(Promise.resolve(securityCommand())));

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
    .command('trace')
    .description('What happened to one order across the services of a mode that npm start runs, in time order.')
    .argument('<orderId>', 'the orderId that POST /orders answered')
    .option('--lab <name>', 'which lab, by its name or its mode, when several run or one was kept with --keep')
    .option('--json', 'print the trace as JSON on stdout', false)
    .addHelpText('after', traceHelp)
    .action((orderId: string, options) => finish(traceCommand(orderId, options)));

  program
    .command('brokers')
    .description('Shows, installs or removes the brokers in the cache folder.')
    .argument('<what>', 'status, install or clean', oneOf('status', 'install', 'clean'))
    .action((what: string) => finish(brokers(what)));

  return program;
}

const traceHelp = `
  npm start -- async-rabbitmq          in one terminal
  npm run trace -- <orderId>           in another one

It reads the stores and logs of a lab on this machine, so it needs no setting. More is told when the services log every
milestone: LAB_LOG_LEVEL=debug npm start -- <mode>. Of containers it knows nothing: docker compose logs | grep <orderId>.
Exit: 0 traced, 1 no service knows the order, 3 no lab runs, or several and none is named.`;

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
const defaults = { from: [] as string[], tamper: null };

function asVariations(list: string): Variation['kind'][] {
  const kinds = list.split(',');
  const unknown = kinds.find((kind) => !(variationKinds as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`Known: ${variationKinds.join(', ')}.`);
  return kinds as Variation['kind'][];
}

function asSlowdown(text: string): { mode: Mode['name']; factor: number } {
  const [name = '', given = '1.2'] = text.split('=');
  const factor = Number(given);
  if (!(factor > 1 && factor <= 100)) throw new InvalidArgumentError('Expected a factor above 1, such as 1.2.');
  return { mode: asMode(name).name, factor };
}

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

const asCounts = (list: string): number[] => list.split(',').map(asCount);

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
