import type { RunCharts } from '../../charts/plan-charts.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { conclude } from '../conclude/conclude.ts';
import { type Sentence, topics } from '../conclude/sentence.ts';
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

/** The lines a reader should take away, each with links to what it rests on. */
function conclusion(place: Place): Section {
  return {
    heading: 'What should I conclude?',
    body: bullets(lines(conclude(place.figures)).map((each) => say(each, place))),
  };
}

/** Sentences of one topic together, where the first of them stands. */
function lines(sentences: readonly Sentence[]): Sentence[][] {
  const found: Sentence[][] = [];
  for (const sentence of sentences) {
    const { topic } = sentence;
    const open = topic === undefined ? undefined : found.find(([first]) => first?.topic === topic);
    if (open) open.push(sentence);
    else found.push([sentence]);
  }
  return found;
}

/** Beyond so many words the sentences of a topic stand below each other, each with its own link. */
const MOST_WORDS = 80;

function say(line: readonly Sentence[], place: Place): string {
  const topic = line[0]?.topic;
  const title = topic === undefined ? '' : topics[topic];
  const texts = line.map(({ text }) => text);
  if (line.length === 1 || wordsIn(texts.join(' ')) <= MOST_WORDS)
    return withLinks(`${title}${texts.join(' ')}`, line, place);
  const each = line.map((one) => withLinks(one.text, [one], place));
  return [title.trim(), ...each].filter(Boolean).join('\n  - ');
}

const wordsIn = (text: string) => text.split(/\s+/).length;

/** With links to what these sentences rest on. */
function withLinks(text: string, line: readonly Sentence[], { prefix, headings }: Place): string {
  const links = [...new Set(line.flatMap(({ heading }) => heading ?? []))].map((heading) =>
    headings.includes(heading) ? `[figures](#${slug(heading)})` : `[details](${prefix}report.md#${slug(heading)})`,
  );
  return links.length === 0 ? text : `${text} (${links.join(', ')})`;
}
