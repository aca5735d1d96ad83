import type { RunFolder } from '../../../record/read-run.ts';

/** Where links of a document lead: `prefix` is the way from the document to the run folder, '' inside it. */
export interface Place {
  folder: RunFolder;
  prefix: string;
  /** Headings present in the document; a link to any other goes to `report.md`. */
  headings: string[];
}

/** A level-two part of a report. */
export interface Section {
  heading: string;
  body: string;
}
