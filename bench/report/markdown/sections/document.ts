import type { RunFolder } from '../../../record/read-run.ts';
import { blocks } from '../markdown.ts';
import type { Place, Section } from './section.ts';
import { conclusion, top } from './top.ts';

/** Null where the run has nothing for it. */
type MakeSection = (place: Place) => Section | null;

/** A whole document: title, conclusions, then the sections; links to sections it lacks lead to `report.md`. */
export function documentOf(folder: RunFolder, prefix: string, title: string, parts: MakeSection[]): string {
  const made = parts.flatMap((part) => part({ folder, prefix, headings: [] }) ?? []);
  const present = made.flatMap(({ heading, body }) => [heading, ...subHeadings(body)]);
  const place: Place = { folder, prefix, headings: present };
  const sections = [conclusion(place), ...made].map(({ heading, body }) => blocks(`## ${heading}`, body));
  return `${blocks(top(place, title), ...sections)}\n`;
}

function subHeadings(body: string): string[] {
  return [...body.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading ?? '');
}
