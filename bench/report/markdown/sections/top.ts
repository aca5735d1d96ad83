import type { RunFile } from '../../../record/run-file.ts';
import { runOutcome } from '../../figures/outcome.ts';
import { conclude } from '../conclude/conclude.ts';
import type { Sentence } from '../conclude/sentence.ts';
import { listed, plural } from '../format.ts';
import { blocks, bullets, code, plain, slug } from '../markdown.ts';
import { modeLabel, outcomeLabel } from '../words.ts';
import type { Place, Section } from './section.ts';

/** Title, alarm when a protection is off, and one line on what was run. */
export function top({ folder: { run } }: Place, title: string): string {
  const verdict = `**Verdict of the run: ${outcomeLabel[runOutcome(run)]}.**`;
  const modes = run.modes.map((mode) => `${modeLabel[mode]} (\`${mode}\`)`);
  return blocks(
    `# ${title}`,
    switchedOff(run.without),
    slowed(run.slowed),
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

function contained(runtime: RunFile['runtime']): string {
  if (runtime !== 'docker') return '';
  return '> **Runtime: docker.** Services and brokers were containers, started by the compose file of each mode. The verdicts count; its times hold the cost of containers and their networks, and must not be compared with those of processes. No CPU or memory was sampled.';
}

/** The sentences a reader should take away, each with a link to what it rests on. */
export function conclusion(place: Place): Section {
  return { heading: 'What should I conclude?', body: bullets(conclude(place.folder).map((each) => say(each, place))) };
}

function say({ text, heading }: Sentence, { prefix, headings }: Place): string {
  if (heading === null) return text;
  return `${text} ([${headings.includes(heading) ? 'figures' : 'details'}](${headings.includes(heading) ? '' : `${prefix}report.md`}#${slug(heading)}))`;
}
