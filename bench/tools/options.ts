import { type Command, InvalidArgumentError, Option } from 'commander';
import { protectionNames } from '../../common/base/protections.ts';
import type { Mode } from '../../common/mode.ts';
import { modeNames, modes } from '../modes.ts';

/** Adds a command with its options; `finish` is given the work of the one that was called and learns its exit code. */
export type Register = (program: Command, finish: (work: Promise<number>) => Promise<void>, argv: string[]) => void;

export function asMode(name: string): Mode {
  const mode = (modes as Record<string, Mode>)[name];
  if (!mode) throw new InvalidArgumentError(`Known modes: ${modeNames.join(', ')}.`);
  return mode;
}

const asModes = (list: string): Mode[] => list.split(',').map(asMode);

export function asCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number of 0 or more.');
  return value;
}

/** `note`: what is said of several modes at once. */
export const modesOption = (note = ''): Option =>
  new Option('--modes <list>', `some of ${modeNames.join(',')}${note}`)
    .argParser(asModes)
    .default(Object.values(modes), 'all');

export const durabilityOption = (): Option =>
  new Option('--durability <tier>', 'what an acknowledgement survives')
    .choices(['page-cache', 'fsync'])
    .default('page-cache');

export const withoutOption = (): Option =>
  new Option('--without <protection>', 'switch a safeguard off (repeatable)')
    .choices([...protectionNames])
    .default([])
    .argParser((name: string, all: string[]) => {
      if (!(protectionNames as string[]).includes(name)) {
        throw new InvalidArgumentError(`Known protections: ${protectionNames.join(', ')}.`);
      }
      return [...all, name];
    });
