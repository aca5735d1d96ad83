import { type Command, InvalidArgumentError, Option } from 'commander';
import { Settings } from '../../common/base/config.ts';
import { protectionNames } from '../../common/base/protections.ts';
import type { Mode } from '../../common/mode.ts';
import type { ClusterOptions } from '../brokers/broker.ts';
import { NODES } from '../brokers/broker-processes.ts';
import { type Instances, parseInstances } from '../lab/instances.ts';
import { parseWorkTime, type WorkTime } from '../lab/warehouse/work-time.ts';
import { findMode, modeNames, modes } from '../modes.ts';

/** Adds a command with its options; `finish` is given the work of the one that was called and learns its exit code. */
export type Register = (program: Command, finish: (work: Promise<number>) => Promise<void>, argv: string[]) => void;

export function asMode(name: string): Mode {
  const mode = findMode(name);
  if (!mode) throw new InvalidArgumentError(`Known modes: ${modeNames.join(', ')}.`);
  return mode;
}

const asModes = (list: string): Mode[] => namesIn(list).map(asMode);

/** A whole number of 0 or more, in digits alone: neither `0x10` nor `1e3`, nor nothing. For a seed, a port, pieces. */
export const asCount = (text: string): number => wholeNumber(text, 0);

/** How often, how many or how long: with none of it a command would judge nothing and could only hold. */
export const asSome = (text: string): number => wholeNumber(text, 1);

function wholeNumber(text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`Expected a whole number of ${least} or more.`);
}

/** A number above 0, which may have a fraction. */
export function asPositive(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** The names of a list, at least one: what is named twice would be measured twice under one name, and is refused. */
export function namesIn(list: string, separator = ','): string[] {
  const names = list.split(separator).filter(Boolean);
  if (names.length === 0) throw new InvalidArgumentError('Expected at least one.');
  refuseTwice(names);
  return names;
}

export function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is named twice.`);
}

/** `note`: what is said of several modes at once. */
export const modesOption = (note = ''): Option =>
  new Option('--modes <list>', `some of ${modeNames.join(',')}${note}`).argParser(asModes).default(modes, 'all');

export const durabilityOption = (): Option =>
  new Option('--durability <tier>', 'what an acknowledgement survives')
    .choices(['page-cache', 'fsync'])
    .default('page-cache');

/** `--work`, `--concurrency`, `--instances` and `--ordering`. */
export const addWorkOptions = (command: Command): Command =>
  command
    .option(
      '--work <time>',
      'what inventory waits for about each order: 20ms, exp:20ms or 20ms,1%=2s (0: nothing, 0ms: answered at once)',
      asWork,
    )
    .option('--concurrency <n>', 'orders that inventory works on at once, each by itself (with --work: 8)', asSome)
    .option(
      '--instances <role=n>',
      'so many processes of a role behind one store: inventory=2 (repeatable, or a list)',
      asInstances,
    )
    .addOption(
      new Option(
        '--ordering <what>',
        'what an order waits for where that can be chosen: those before it of its key, or of its partition',
      ).choices(Settings.shape.LAB_ORDERING.unwrap().options),
    );

/** `--payment`. */
export const paymentOption = (): Option =>
  new Option(
    '--payment <shape>',
    'orders are paid before they are confirmed: the order service drives, or each service reacts',
  )
    .choices(Settings.shape.LAB_PAYMENT.unwrap().options)
    .default('off');

/** `--work`, wherever it stands. */
export function asWork(text: string): WorkTime | null {
  try {
    return parseWorkTime(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function asInstances(text: string, before?: Instances): Instances {
  try {
    return parseInstances(text, before);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** `--mail`. */
export const mailOption = (): Option =>
  new Option('--mail', 'a mail server takes what customers are told; otherwise it is only recorded').default(false);

/** `--cluster`: of our own brokers. */
export const clusterOption = (): Option =>
  new Option('--cluster <n>', `so many nodes of each broker of the lab's own, which keep copies (${NODES})`).argParser(
    asCluster,
  );

function asCluster(text: string): ClusterOptions {
  const nodes = asCount(text);
  if (nodes !== NODES) throw new InvalidArgumentError(`Expected ${NODES}: one of them may be lost.`);
  return { nodes };
}

export const withoutOption = (): Option =>
  new Option('--without <protection>', 'switch a protection off (repeatable)')
    .choices([...protectionNames])
    .default([])
    .argParser((name: string, all: string[]) => {
      if (!(protectionNames as string[]).includes(name)) {
        throw new InvalidArgumentError(`Known protections: ${protectionNames.join(', ')}.`);
      }
      return [...new Set([...all, name])];
    });
