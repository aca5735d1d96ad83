import type { Command } from 'commander';
import { commandLine } from '../../cli/commands.ts';
import { code, page } from './markdown.ts';

const WIDTH = 110;

/** The help of every command, as `--help` prints it. */
export function commandsPage(): string {
  const program = commandLine([], async () => {});
  return page(
    'Commands',
    'What `node bench/cli/cli.ts <command> --help` prints; `npm run bench -- …` and its likes take the same options.',
    code(helpOf(program)),
    ...program.commands.map((command) => `## ${command.name()}\n\n${code(helpOf(command))}`),
    'Exit code: 0 every check holds · 1 a check is violated · 2 inconclusive · 3 could not run.',
  );
}

const helpOf = (command: Command) => command.configureHelp({ helpWidth: WIDTH }).helpInformation();
