import { Command, InvalidArgumentError, Option } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';
import { NODES } from '../../brokers/broker-processes.ts';
import { blocksOf, isRepeated } from '../../experiments/plan/plan.ts';
import { profiles } from '../../experiments/plan/profiles.ts';
import { tampers } from '../../experiments/plan/trial-plan.ts';
import { whyNot } from '../../experiments/plan/why-not.ts';
import { faultNamed, faults, nodeFaults } from '../../faults/all.ts';
import type { FaultKind } from '../../faults/fault.ts';
import { payingOf, refuseUnknownShape } from '../../lab/provider/provider.ts';
import { type ExperimentName, type Variation, variationKinds } from '../../record/run-file.ts';
import { judgedCodes } from '../exit-codes.ts';
import {
  addWorkOptions,
  asCount,
  asMode,
  asSome,
  clusterOption,
  durabilityOption,
  mailOption,
  modesOption,
  namesIn,
  paymentOption,
  type Register,
  refuseTwice,
  withoutOption,
} from '../options.ts';
import { print } from '../print.ts';
import { runBench } from './run.ts';
import { foreignOf, minutesFor, type RunOptions } from './run-options.ts';

const allExperiments: ExperimentName[] = ['latency', 'failure', 'replay'];

/** `bench run`, the default, and each experiment at its standard size. */
export const runCommands: Register = (program, finish, argv) =>
  registerRuns(program, argv, (options) => finish(options.list ? listFaults(options) : runBench(options)));

/** How many minutes a run takes that is asked for so. */
export function minutesOf(argv: string[]): number {
  let minutes = 0;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  registerRuns(program, argv, async (options) => {
    minutes = minutesFor(options);
  });
  program.parse(argv, { from: 'user' });
  return minutes;
}

type Chosen = RunOptions & { list?: boolean };

function registerRuns(program: Command, argv: string[], run: (options: Chosen) => Promise<void>): void {
  const experiments: [string, string, ExperimentName[]][] = [
    [
      'run',
      'The quick comparison: latency, a few faults and replay in every mode, under 6 minutes (the default).',
      allExperiments,
    ],
    ['latency', 'How fast are acceptance and completion?', ['latency']],
    ['failure', 'What is lost, doubled or stuck when something breaks?', ['failure']],
    ['replay', 'What can be rebuilt from what the medium kept?', ['replay']],
    ['cluster', 'What is lost, and how long does everything stand, when a node of three breaks?', ['cluster']],
    ['work', 'How many consumers, when a handler takes time? Beside what Little’s law predicts.', ['work']],
    [
      'saga',
      'Orders that are paid, orchestrated against choreographed: time, messages, CPU, code, what customers saw.',
      ['saga'],
    ],
    [
      'way-back',
      'How soon does the caller know the outcome, and at what cost? Asking again, listening, called back, replied to; while all is well, while inventory is dead, and when caller or service restart.',
      ['way-back'],
    ],
    ['gateway', 'What does one door in front cost: directly, through HAProxy, and with tokens?', ['gateway']],
  ];
  for (const [name, description, list] of experiments) {
    const command = program
      .command(name, { isDefault: name === 'run' })
      .description(description)
      .addOption(modesOption())
      .addOption(
        new Option('--profile <size>', 'how long and how often')
          .choices(Object.keys(profiles))
          .default(name === 'run' ? 'quick' : 'standard'),
      );
    if (list.some(isRepeated)) {
      const what = `how often everything is asked, each time with another seed (default: ${usualBlocks(list)})`;
      command.option('--blocks <n>', what, asSome);
    }
    command
      .option('--seed <n>', 'orders, arrivals and the order of trials follow from it', asCount, 1)
      .addOption(durabilityOption())
      .addOption(withoutOption())
      .addOption(clusterOption())
      .option('--out <dir>', 'where the run folder goes (default: results/<run-id>)')
      .option('--json', 'print the summary as JSON on stdout', false)
      .addHelpText('after', judgedCodes)
      .action((options) =>
        run({ ...defaults, ...options, ...forNodes(list, options), ...paidIn(options), experiments: list, argv }),
      );
    addWorkOptions(command);
    if (list.includes('latency')) {
      command
        .option('--only <list>', `latency: only some of ${variationKinds.join(',')}`, asVariations)
        .option('--slow <mode[=factor]>', 'latency: slow a mode down on purpose, to see it noticed (1.2)', asSlowdown);
    }
    if (list.includes('cluster')) {
      const names = nodeFaults.map(({ name }) => name).join(',');
      command.option('--faults <list>', `some of ${names} (default: all, fewer in the quick profile)`, asFaults);
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
      command
        .addOption(mailOption())
        .addOption(paymentOption())
        .addOption(
          new Option('--runtime <kind>', 'what services and brokers are; docker: containers of the docker-compose.yml')
            .choices(['processes', 'docker'])
            .default('processes'),
        );
    }
    if (list.includes('replay')) {
      command
        .option('--orders <n>', 'replay: orders to place first', asSome)
        .option('--throttle <n>', 'replay: what inventory is held to meanwhile, per second; 0 is nothing', asCount)
        .option(
          '--from <list>',
          'replay: only rebuilds with one of these in their name: outbox, stream, log, api, …',
          (list: string) => namesIn(list),
        )
        .addOption(
          new Option('--tamper <how>', 'replay: falsify what is rebuilt; it must be noticed').choices([...tampers]),
        );
    }
  }
}

/** By profile, the quick one first: `1, 3 or 5`; of several experiments that of each. */
function usualBlocks(list: readonly ExperimentName[]): string {
  const each = list.map((experiment) => {
    const numbers = Object.values(profiles).map((profile) => blocksOf(experiment, profile));
    const words = isRepeated(experiment) ? `${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)}` : 'always once';
    return list.length === 1 ? words : `${experiment} ${words}`;
  });
  return each.join('; ');
}

/** Nodes are those of a broker: three of each, and only modes that have one. */
const forNodes = (list: readonly ExperimentName[], { modes, cluster }: Pick<RunOptions, 'modes' | 'cluster'>) =>
  list.includes('cluster')
    ? { modes: modes.filter(({ broker }) => broker !== null), cluster: cluster ?? { nodes: NODES } }
    : {};

/** Each trial has a provider of its own, by its seed. */
function paidIn({ payment = 'off', modes, seed }: Pick<RunOptions, 'modes' | 'seed'> & { payment?: Shape }) {
  refuseUnknownShape(modes, payment);
  return { paying: payingOf(payment, seed) };
}

/** What an option that a command does not have stands for. */
const defaults = { from: [] as string[], tamper: null };

function asVariations(list: string): Variation['kind'][] {
  const kinds = namesIn(list);
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

function asFaults(list: string): string[] {
  const names = namesIn(list);
  const unknown = names.find((name) => faultNamed(name) === null);
  if (unknown !== undefined) throw new InvalidArgumentError(`Known faults: ${Object.keys(faults).join(', ')}.`);
  refuseTwice(names.map((name) => namesIn(name, '+').toSorted().join('+'))); // a+b is b+a
  return names;
}

/** Prints every fault, or those asked for: what it does, and in which modes, or why not. Starts nothing. */
async function listFaults(
  options: Pick<RunOptions, 'instances' | 'runtime' | 'paying'> & { modes: readonly Mode[]; faults?: string[] },
): Promise<number> {
  for (const name of options.faults ?? Object.keys(faults)) {
    const fault = faultNamed(name) as FaultKind;
    print(`${name}\n  ${fault.what}`);
    for (const mode of options.modes) {
      const gap = whyNot(fault, mode, { ...options, foreign: foreignOf(options) });
      print(`  ${mode.name.padEnd(16)} ${gap ? `${gap.outcome.replace('-', ' ')}: ${gap.because}` : 'yes'}`);
    }
  }
  return 0;
}
