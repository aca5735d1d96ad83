import type { RunCharts } from '../../charts/plan-charts.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { conclude } from '../conclude/conclude.ts';
import type { Sentence } from '../conclude/sentence.ts';
import { blocks, bullets, slug } from '../markdown.ts';
import { opening } from './opening.ts';

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
  return `${blocks(opening(place.figures, title), ...sections)}\n`;
}

function subHeadings(body: string): string[] {
  return [...body.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading ?? '');
}

/** The sentences a reader should take away, each with a link to what it rests on. */
function conclusion(place: Place): Section {
  return { heading: 'What should I conclude?', body: bullets(conclude(place.figures).map((each) => say(each, place))) };
}

function say({ text, heading }: Sentence, { prefix, headings }: Place): string {
  if (heading === null) return text;
  return `${text} ([${headings.includes(heading) ? 'figures' : 'details'}](${headings.includes(heading) ? '' : `${prefix}report.md`}#${slug(heading)}))`;
}
