import type { RunFile } from '../../../record/run-file.ts';
import type { RunCharts } from '../../charts/plan-charts.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { listed, plural } from '../../words/format.ts';
import { modeLabel, outcomeLabel } from '../../words/names.ts';
import { conclude } from '../conclude/conclude.ts';
import type { Sentence } from '../conclude/sentence.ts';
import { blocks, bullets, code, plain, slug } from '../markdown.ts';

/** What a document is made of and where its links lead: `prefix` is the way from the document to the run folder, '' inside it. */
export interface Place {
  figures: RunFigures;
  charts: RunCharts;
  prefix: string;
  /** Headings present in the document; a link to any other goes to `report.md`. */
  headings: string[];
}

/** A level-two part of a report. */
export interface Section {
  heading: string;
  body: string;
}

/** Null where the run has nothing for it. */
type MakeSection = (place: Place) => Section | null;

/** A whole document: title, conclusions, then the sections; links to sections it lacks lead to `report.md`. */
export function documentOf(of: Omit<Place, 'headings'>, title: string, parts: MakeSection[]): string {
  const made = parts.flatMap((part) => part({ ...of, headings: [] }) ?? []);
  const present = made.flatMap(({ heading, body }) => [heading, ...subHeadings(body)]);
  const place: Place = { ...of, headings: present };
  const sections = [conclusion(place), ...made].map(({ heading, body }) => blocks(`## ${heading}`, body));
  return `${blocks(top(place, title), ...sections)}\n`;
}

function subHeadings(body: string): string[] {
  return [...body.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading ?? '');
}

/** Title, alarm when a protection is off, and one line on what was run. */
function top({ figures: { run, outcome } }: Place, title: string): string {
  const verdict = `**Verdict of the run: ${outcomeLabel[outcome]}.**`;
  const modes = run.modes.map((mode) => `${modeLabel(mode)} (\`${mode}\`)`);
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
function conclusion(place: Place): Section {
  return { heading: 'What should I conclude?', body: bullets(conclude(place.figures).map((each) => say(each, place))) };
}

function say({ text, heading }: Sentence, { prefix, headings }: Place): string {
  if (heading === null) return text;
  return `${text} ([${headings.includes(heading) ? 'figures' : 'details'}](${headings.includes(heading) ? '' : `${prefix}report.md`}#${slug(heading)}))`;
}
