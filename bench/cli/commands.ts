import { Command } from 'commander';
import { labCommand } from '../live/lab-command.ts';
import { scenarioCommand } from '../live/scenario/scenario-command.ts';
import { modes } from '../modes.ts';
import { askCommand } from '../tools/ask/ask-command.ts';
import { brokersCommand } from '../tools/brokers-command.ts';
import { ceilingsCommand } from '../tools/ceilings-command.ts';
import { compareCommand } from '../tools/compare/compare-command.ts';
import { decideCommand } from '../tools/decide/decide-command.ts';
import { fuzzCommand } from '../tools/fuzz/fuzz-command.ts';
import { lateListenersCommand } from '../tools/late-listeners-command.ts';
import { capacityCommand } from '../tools/load/capacity-command.ts';
import { loadCommand } from '../tools/load/load-command.ts';
import { loadMergeCommand } from '../tools/load/load-merge-command.ts';
import { mutationsCommand } from '../tools/mutations-command.ts';
import type { Register } from '../tools/options.ts';
import { overloadCommand } from '../tools/overload/overload-command.ts';
import { tell } from '../tools/print.ts';
import { checkCommand } from '../tools/recheck/recheck-command.ts';
import { reportCommand } from '../tools/report-command.ts';
import { runCommands } from '../tools/run/run-command.ts';
import { securityCommand } from '../tools/security/security-command.ts';
import { sessionsCommand } from '../tools/sessions/sessions-command.ts';
import { soakCommand } from '../tools/soak/soak-command.ts';
import { startCommand } from '../tools/start-command.ts';
import { storedCommand } from '../tools/stored/stored-command.ts';
import { tormentCommand } from '../tools/torment/torment-command.ts';
import { traceCommand } from '../tools/trace/trace-command.ts';
import { trimCommand } from '../tools/trim/trim-command.ts';

/** In the order of the help. */
const commands: Register[] = [
  runCommands,
  askCommand((argv) => main(argv)),
  decideCommand,
  loadCommand,
  loadMergeCommand,
  capacityCommand,
  ceilingsCommand,
  reportCommand,
  compareCommand,
  sessionsCommand,
  checkCommand,
  trimCommand,
  mutationsCommand,
  tormentCommand,
  overloadCommand,
  soakCommand,
  storedCommand,
  lateListenersCommand,
  fuzzCommand,
  securityCommand,
  startCommand,
  labCommand,
  scenarioCommand,
  traceCommand,
  brokersCommand,
];

const COULD_NOT_RUN = 3;

export async function main(argv: string[]): Promise<number> {
  let exitCode = 0;
  const program = commandLine(argv, (work) => work.then((code) => void (exitCode = code)));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { exitCode: code, message } = error as { exitCode?: number; message: string };
    if (code === 0) return 0; // --help
    if (code === undefined) tell(message);
    return COULD_NOT_RUN;
  }
}

/** Every command with its options; `finish` is given the work of the one that was called and learns its exit code. */
export function commandLine(argv: string[], finish: (work: Promise<number>) => Promise<void>): Command {
  const program = new Command('bench')
    .description(`Compares, on real brokers: ${modes.map(({ label }) => label).join(', ')}.`)
    .exitOverride();
  for (const register of commands) register(program, finish, argv);
  return program;
}
