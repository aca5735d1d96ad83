import type { ModeName } from '../run-file.ts';

/** One part of the comparison, the same for Markdown and terminal. Cells are plain text, one per mode of the run. */
export interface SummaryTable {
  title: string;
  /** What was done, in one or two sentences. */
  note: string;
  modes: ModeName[];
  rows: SummaryRow[];
  /** Sentences below the table: reasons that are too long for a cell. */
  remarks: string[];
}

export interface SummaryRow {
  label: string;
  cells: string[];
}

/** Shown where a mode has no such figure at all. */
export const noFigure = '–';
