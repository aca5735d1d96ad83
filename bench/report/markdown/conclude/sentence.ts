import { plain } from '../markdown.ts';

/** One conclusion: plain words, and the heading of the table it was computed from. */
export interface Sentence {
  text: string;
  heading: string | null;
  /** What has one topic stands in one line, for all modes, behind its name. Absent: a line of its own. */
  topic?: Topic;
}

type Topic = keyof typeof topics;

/** Texts without markup, of one topic and from one table. */
export const sentencesOf = (heading: string, topic: Topic, texts: readonly string[]): Sentence[] =>
  texts.map((text) => ({ text: plain(text), heading, topic }));

/** What stands before the sentences of a topic. */
export const topics = {
  verdict: '',
  base: '**Ranked.** ',
  share: '**Ranked at one share of the own capacity.** ',
  times: '',
  varied: '**Varied once, not ranked.** ',
  limits: '**How much, and why not double?** ',
  faults: '**Faults.** ',
  leading: '**The faults that are asked for first.** ',
  replay: '**Replay.** ',
  past: '**Decision: if a new or repaired consumer must be able to read the past.** ',
  work: '**Work that takes time, beside its prediction.** ',
  heldUp: '**Does one slow order hold up the others?** ',
  killed: '',
  cluster: '**When nodes of a broker break.** ',
  saga: '**Who drives a paid order.** ',
  wayBack: '**When the caller knows.** ',
  door: '**One door in front.** ',
} as const;

/** Headings of the reports, in their order; conclusions point to some of them. */
export const headings = {
  matrix: 'What each fault did to each mode',
  table: 'The comparison table',
  charts: 'Charts',
  story: "Where one order's time went",
  faults: 'Fault by fault',
  worth: 'What each protection is worth',
  recovery: 'Timeouts that decide how long recovery takes',
  fairness: 'Fairness card',
  limiter: 'Why not double?',
  resources: 'Where the CPU went',
  ceilings: 'Ceilings: the smallest programs, and our share of them',
  capacity: 'The capacity searches, step by step',
  verdicts: 'Verdicts and their evidence',
  replay: 'Replay: digests, offsets and rows',
  trials: 'The trials, in the order they ran',
  provenance: 'What ran, and how to repeat it',
  glossary: 'Glossary',
} as const;
