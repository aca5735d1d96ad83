import { expect, test } from 'vitest';
import { commandLine } from '../../cli/commands.ts';
import { commandsPage } from './reference-pages.ts';

const sections = new Map(
  commandsPage()
    .split('\n## ')
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', section]),
);
const { commands } = commandLine([], async () => {});

test('the page of the commands tells what stands after the options too', () => {
  expect(sections.get('trim')).toContain('Exit: 0 the folder is small enough');
  expect(sections.get('decide')).toContain('npm run decide -- --rate 40 --outage 60s --p99 2s');
  expect(sections.get('run')).toContain('Exit: 0 every check holds, 1 a check is violated, 2 inconclusive');
});

/** They show, print or run until they are ended. */
const plain = ['report', 'start', 'lab', 'brokers'];

test('every command but those that only show or run something tells its own exit codes', () => {
  const silent = commands
    .map((command) => command.name())
    .filter((name) => !/^Exit|Exit( code)?:|exit code/m.test(sections.get(name) ?? ''));
  expect(silent.toSorted()).toEqual(plain.toSorted());
});

test('how often everything is asked by default is told for each run as it is, and offered only where it counts', () => {
  const blocks = (name: string) => {
    const options = commands.find((command) => command.name() === name)?.options;
    const description = options?.find(({ long }) => long === '--blocks')?.description ?? '';
    return /\(default: (.*)\)/.exec(description)?.[1];
  };
  expect(blocks('failure')).toBe('1, 3 or 5');
  expect(blocks('latency')).toBe('1, 6 or 8');
  expect(blocks('gateway')).toBe('2, 6 or 8');
  expect(blocks('run')).toBe('latency 1, 6 or 8; failure 1, 3 or 5; replay always once');
  for (const name of ['replay', 'work', 'way-back']) expect(sections.get(name)).not.toContain('--blocks');
});
