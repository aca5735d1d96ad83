/** One conclusion: plain words, and the heading of the table it was computed from. */
export interface Sentence {
  text: string;
  heading: string | null;
}

/** Headings of the reports, in their order; conclusions point to some of them. */
export const headings = {
  table: 'The comparison table',
  charts: 'Charts',
  fairness: 'Fairness card',
  resources: 'Where the CPU went',
  verdicts: 'Verdicts and their evidence',
  replay: 'Replay: digests, offsets and rows',
  trials: 'The trials, in the order they ran',
  provenance: 'What ran, and how to repeat it',
  glossary: 'Glossary',
} as const;
