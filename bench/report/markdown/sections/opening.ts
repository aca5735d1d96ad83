import type { RunFile } from '../../../record/run-file.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { listed, plural } from '../../words/format.ts';
import { modeLabel, outcomeLabel } from '../../words/names.ts';
import { wordsOfWork } from '../../words/work-words.ts';
import { blocks, code, plain } from '../markdown.ts';

/** How a report begins: title, alarms, then its first sentence, the verdict, and one line on what was run. */
export function opening({ run, outcome }: RunFigures, title: string): string {
  const verdict = `**Verdict of the run: ${outcomeLabel[outcome]}.**`;
  const modes = run.modes.map((mode) => `${modeLabel(mode)} (\`${mode}\`)`);
  return blocks(
    `# ${title}`,
    switchedOff(run.without),
    slowed(run.slowed),
    worked(run.work),
    paid(run.payment),
    contained(run.runtime),
    `${verdict} Run ${code(run.runId)} of ${plain(run.startedAt)}: one order workflow in ${plural(modes.length, 'mode')}, ${listed(modes)}, with the same load, seed (${run.seed}) and faults. ` +
      `Profile \`${run.profile}\`, durability tier \`${run.durability}\`, ${run.host.cores} cores (${plain(run.host.cpu)}).`,
  );
}

function switchedOff(without: string[]): string {
  if (without.length === 0) return '';
  const names = listed(without.map(code));
  return (
    `> **⚠ PROTECTION SWITCHED OFF: ${names}.** This run was made with \`${without.map((name) => `--without ${name}`).join(' ')}\`.\n` +
    '> It shows what the protection is worth. Its figures are **not** those of the lab as it is meant to run, and must not be compared with other runs.'
  );
}

function slowed(by: RunFile['slowed']): string {
  if (by === undefined) return '';
  return `> **⚠ SLOWED ON PURPOSE: \`${by.mode}\` by a factor of ${by.factor}**, to show that the harness would notice. Its figures are not those of the mode.`;
}

function worked(work: RunFile['work']): string {
  if (work === undefined) return '';
  return `> **⚠ WORK IN INVENTORY: ${code(wordsOfWork(work))}.** Its figures show what handlers that take time do, and must not be compared with runs without.`;
}

function paid(shape: RunFile['payment']): string {
  if (shape === undefined) return '';
  return `> **⚠ ORDERS WERE PAID, ${shape}.** One service more is on their way, and must not be compared with runs without.`;
}

function contained(runtime: RunFile['runtime']): string {
  if (runtime !== 'docker') return '';
  return '> **Runtime: docker.** Services and brokers were containers, started by the compose file of each mode. The verdicts count; its times hold the cost of containers and their networks, and must not be compared with those of processes. No CPU or memory was sampled.';
}
