import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mode, ModeName } from '../common/mode.ts';
import type { Broker } from './brokers/broker.ts';
import { worst } from './checkers/judge.ts';
import { planTrials } from './experiments/plan.ts';
import { type ProfileName, profiles } from './experiments/profiles.ts';
import { runTrial } from './experiments/trial.ts';
import type { TrialOptions, TrialPlan } from './experiments/trial-plan.ts';
import type { TrialRecord } from './experiments/trial-record.ts';
import { withSession } from './process/session.ts';
import { runOutcome } from './report/outcome.ts';
import { renderComparison } from './report/render-comparison.ts';
import { renderRun } from './report/render-run.ts';
import type { ExperimentName, RunFile } from './report/run-file.ts';
import { terminalSummary } from './report/terminal-summary.ts';
import { fairnessCard, runFacts } from './run-facts.ts';
import { writeRunFolder } from './run-folder.ts';

export interface RunOptions extends TrialOptions {
  experiments: ExperimentName[];
  modes: Mode[];
  profile: ProfileName;
  seed: number;
  faults: string[];
  orders?: number;
  throttle?: number;
  out: string | undefined;
  json: boolean;
  argv: string[];
}

const resultsFolder = fileURLToPath(new URL('../results', import.meta.url));

/** Runs experiments, judges them, and writes a run folder with its report. Returns the exit code. */
export function runBench(options: RunOptions): Promise<number> {
  const say = (line: string) => console.error(line);
  const startedAt = new Date();
  const runId = `${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${options.seed}`;
  const folder = resolve(options.out ?? join(resultsFolder, runId));
  refuseForeignFolder(folder);

  return withSession(say, async (session) => {
    const { plans, notRun } = planTrials({ ...options, profile: profiles[options.profile] });
    const total = plans.reduce((sum, plan) => sum + secondsOf(plan), 0);
    say(
      `${plans.length} trials, about ${Math.ceil(total / 60)} minutes. Seed ${options.seed}, profile ${options.profile}.`,
    );
    if (options.without.length > 0) say(`SWITCHED OFF: ${options.without.join(', ')}. Expect violations.`);
    const brokers: Broker[] = [];
    const owned: [ModeName, boolean][] = [];
    for (const mode of options.modes) {
      const broker = await session.brokerFor(mode);
      if (!broker) continue;
      brokers.push(broker);
      owned.push([mode.name, broker.owned]);
    }
    const records: TrialRecord[] = [];
    for (const [index, plan] of plans.entries()) {
      if (session.signal.aborted) break;
      say(`[${index + 1}/${plans.length}] ${describe(plan)} …`);
      const record = await runTrial(session, plan, options);
      records.push(record);
      say(`        ${resultOf(record)}`);
    }
    const run: RunFile = {
      schemaVersion: 1,
      runId,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      argv: options.argv,
      seed: options.seed,
      profile: options.profile,
      durability: options.durability,
      modes: options.modes.map(({ name }) => name),
      brokerOwned: Object.fromEntries(owned),
      experiments: options.experiments,
      without: options.without,
      ...runFacts(brokers),
      fairness: fairnessCard(options.modes, { LAB_DURABILITY: options.durability }),
      trials: records.map(({ trial }) => trial),
      notRun,
    };
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeRunFolder(folder, run, records);
    await renderRun(folder);
    // One experiment alone is no comparison: results/comparison.md stays that of the newest whole run.
    const written = [join(folder, 'report.md')];
    if (options.experiments.length > 1) {
      const comparison = join(options.out ? folder : resultsFolder, 'comparison.md');
      await renderComparison(folder, comparison);
      written.push(comparison);
    }
    if (options.json) console.log(JSON.stringify(summaryOf(run, folder)));
    else console.log(await terminalSummary(folder));
    const outcome = runOutcome(run);
    say(`Verdict: ${outcome}. Read ${written.map((file) => relative(process.cwd(), file)).join(' and ')}.`);
    return { holds: 0, violated: 1, unknown: 2 }[outcome];
  });
}

/** What a script wants to know: figures and verdicts, without the evidence. */
function summaryOf(run: RunFile, folder: string) {
  return {
    runId: run.runId,
    folder,
    outcome: runOutcome(run),
    trials: run.trials.map(({ verdicts, ...trial }) => ({
      ...trial,
      outcome: worst(verdicts),
      verdicts: Object.fromEntries(verdicts.map(({ check, outcome }) => [check, outcome])),
    })),
    notRun: run.notRun,
  };
}

/** For the estimate: loads, drains and rebuilds, and what starting and judging take. */
const secondsOf = ({ load, replay }: TrialPlan) =>
  load.warmUpSeconds + load.seconds + 7 + (replay ? 10 + replay.orders / 200 + (replay.livePerSecond > 0 ? 60 : 0) : 0);

function describe({ mode, experiment, fault, load }: TrialPlan): string {
  const what = experiment === 'failure' ? `failure: ${fault.name}` : experiment;
  return `${mode.name}, ${what}, ${load.ratePerSecond} orders/s for ${load.warmUpSeconds + load.seconds} s`;
}

function resultOf({ trial }: TrialRecord): string {
  const { accepted, sent } = trial.requests;
  const bad = trial.verdicts.filter(({ outcome }) => outcome === 'violated' || outcome === 'unknown');
  const verdict =
    bad.length === 0 ? 'every check holds' : bad.map(({ check, outcome }) => `${check} ${outcome}`).join(', ');
  const p50 = trial.latency?.completion.p50;
  const completion = p50 === null || p50 === undefined ? '' : `, completion p50 ${(p50 / 1000).toFixed(1)} ms`;
  return `${accepted} of ${sent} accepted${completion}, ${verdict}${trial.void ? `, VOID: ${trial.void}` : ''}`;
}

/** An existing folder is only written to when it is a run folder: nothing of anybody else's is overwritten. */
function refuseForeignFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const entries = readdirSync(folder);
  if (entries.length > 0 && !entries.includes('run.json')) {
    throw new Error(`${folder} exists and is not a run folder. Choose another --out below ${dirname(folder)}.`);
  }
}
