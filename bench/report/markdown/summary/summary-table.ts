import type { ModeName } from '../../../record/run-file.ts';
import { modeLabel } from '../words.ts';

/** One part of the comparison, the same for Markdown and terminal. Cells are plain text, one per column. */
export interface SummaryTable {
  title: string;
  /** What was done, in one or two sentences. */
  note: string;
  columns: Column[];
  rows: SummaryRow[];
  /** Sentences below the table: reasons that are too long for a cell. */
  remarks: string[];
}

export interface Column {
  head: string;
  /** Its cells are sentences: a terminal has no room for them. */
  sentences?: boolean;
}

export interface SummaryRow {
  label: string;
  cells: string[];
}

/** Shown where a mode has no such figure at all. */
export const noFigure = '–';

/** Shown where there is a figure that must not be used; `void` is always explained under the table. */
export const voidFigure = 'void';

export function modeColumns(modes: ModeName[]): Column[] {
  return modes.map((mode) => ({ head: `${modeLabel[mode]} (${mode})` }));
}
