import { z } from 'zod';
import { Command } from './commands.ts';

/** What was pressed, and when: to be saved, downloaded, and repeated with or without a page. */
export const Scenario = z.strictObject({
  scenario: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60),
  title: z.string().max(120),
  /** Two sentences: what to look at. */
  look: z.string().max(600),
  /** Of the orders. */
  seed: z.int().min(0),
  /** What is switched off from the start. */
  without: z.array(z.string()).default([]),
  /** Offsets from the beginning, ascending. */
  steps: z
    .array(z.strictObject({ atMs: z.int().min(0).max(3_600_000), command: Command }))
    .min(1)
    .max(5000),
});

export type Scenario = z.infer<typeof Scenario>;
