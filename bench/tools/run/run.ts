import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mode, ModeName } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { worst } from '../../checkers/judge.ts';
import { Ceilings } from '../../experiments/ceilings/ceilings.ts';
import { planTrials } from '../../experiments/plan/plan.ts';
import type { TrialPlan } from '../../experiments/plan/trial-plan.ts';
import { instancesIn } from '../../experiments/plan/work-ask.ts';
import { runTrials } from '../../experiments/trial/run-trials.ts';
import { roomFor } from '../../lab/cluster-room.ts';
import { containerVersions } from '../../lab/containers/container-versions.ts';
import { hasSeveral } from '../../lab/instances.ts';
import { type Session, withSession } from '../../lab/session.ts';
import { refuseUnknownWork } from '../../lab/warehouse/work-options.ts';
import { type ClaimedFolder, claimRunFolder } from '../../record/claim-run-folder.ts';
import { inventoryLinkOf } from '../../record/inventory-link.ts';
import { cannotDo, runFacts } from '../../record/run-facts.ts';
import { type RunFile, SCHEMA_VERSION, type Trial } from '../../record/run-file.ts';
import { openRunFolder } from '../../record/run-folder.ts';
import { runOutcome } from '../../report/figures/outcome.ts';
import { renderComparison } from '../../report/render-comparison.ts';
import { renderRun } from '../../report/render-run.ts';
import { terminalSummary } from '../../report/terminal/terminal-summary.ts';
import { wordsOfWork } from '../../report/words/work-words.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, tell } from '../print.ts';
import { fairnessCard } from './fairness-card.ts';
import { recoveryRows, watchInForce } from './in-force.ts';
import { isNarrowed, planOptions, type RunOptions, refuseOutsideContainers, workOf } from './run-options.ts';
import { servicesDigest } from './services-digest.ts';

const resultsFolder = fileURLToPath(new URL('../../../results', import.meta.url));

/** Says what came of a finished run, and gives the exit code. */
type Teller = (folder: string, run: RunFile, options: RunOptions) => Promise<number>;

/** Runs experiments, judges them, and writes a run folder with its report. Returns the exit code. */
export async function runBench(options: RunOptions, tellOf: Teller = summarise): Promise<number> {
  const startedAt = new Date();
  refuseOutsideContainers(options);
  refuseUnknownWork(options.modes, options, Boolean(options.paying));
  const room = roomFor(options.modes, options.cluster);
  if (room !== null) tell(room);
  const wanted = `${startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${options.seed}`;
  const claimed = await claimRunFolder(resultsFolder, wanted, options.out);
  try {
    return await runInto(claimed, startedAt, options, tellOf);
  } finally {
    await claimed.release();
  }
}

function runInto(
  { folder, runId }: ClaimedFolder,
  startedAt: Date,
  options: RunOptions,
  tellOf: Teller,
): Promise<number> {
  const say = tell;
  const inContainers = options.runtime === 'docker';

  const measure = async (session: Session): Promise<number> => {
    const { plans, notRun } = planTrials(planOptions(options));
    say(`Seed ${options.seed}, profile ${options.profile}.`);
    if (options.without.length > 0) say(`SWITCHED OFF: ${options.without.join(', ')}. Expect violations.`);
    if (options.slow) say(`SLOWED DOWN on purpose: ${options.slow.mode} by ${options.slow.factor}.`);
    const work = workOf(options);
    if (work) say(`WORK in inventory: ${wordsOfWork(work)}.`);
    if (options.paying) say(`PAID, ${options.paying.shape}.`);
    const brokers = new Map<Mode, Broker>();
    const owned: [ModeName, boolean][] = [];
    const inForce = watchInForce(options);
    for (const mode of options.modes) {
      if (inContainers && mode.broker) owned.push([mode.name, true]); // each trial has one of its own
      const broker = inContainers ? null : await session.brokerFor(mode);
      if (!broker) continue;
      brokers.set(mode, broker);
      owned.push([mode.name, broker.owned]);
      inForce.owns(mode, broker);
    }
    const several = plans.map((plan) => instancesIn(plan, options)).filter(hasSeveral);
    const store = await session.storeFor(several[0], options.durability); // also where its first trial comes late
    if (store) inForce.keeps(store.server, { ofAll: several.length === plans.length });
    const ceilings = new Ceilings(session, options, options.only || work ? [] : plans);
    const trials: Trial[] = [];
    const facts = {
      ...runFacts(
        [...brokers.values(), ...(store ? [store.server] : [])],
        inContainers ? await containerVersions(options.modes) : {},
      ),
      cannot: cannotDo(options.modes),
      servicesDigest: servicesDigest(options.modes.map(({ name }) => name)),
    };
    const runNow = (): RunFile => ({
      schemaVersion: SCHEMA_VERSION,
      runId,
      startedAt: startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      argv: options.argv,
      seed: options.seed,
      profile: options.profile,
      durability: options.durability,
      runtime: options.runtime ?? 'processes',
      modes: options.modes.map(({ name }) => name),
      brokerOwned: Object.fromEntries(owned),
      experiments: options.experiments,
      without: options.without,
      ...(isNarrowed(options) && { narrowed: true }),
      ...(options.slow && { slowed: options.slow }),
      ...(work && { work }),
      ...(options.paying && { payment: options.paying.shape }),
      ...facts,
      fairness: fairnessCard(options.modes, inForce.of),
      recovery: recoveryRows(options.modes, inForce.of),
      inventoryLink: Object.fromEntries(
        options.modes.map((mode) => [mode.name, inventoryLinkOf(mode, inForce.of(mode).settings)]),
      ),
      trials,
      notRun,
      ...ceilings.found(),
      ...(trials.filter(({ repeats }) => !repeats).length + skipped < plans.length && {
        unfinished: { planned: plans.length },
      }),
    });
    let skipped = 0;
    const skip = ({ experiment, mode, variation }: TrialPlan, because: string) => {
      skipped++;
      const what = variation ? `${variation.kind} ${variation.value}` : 'none';
      notRun.push({ experiment, mode: mode.name, fault: what, outcome: 'skipped', because });
    };
    const out = openRunFolder(folder, runNow());
    session.onEnd(async () => {
      if (!session.signal.aborted) return;
      say(
        `${trials.length} of ${plans.length} trials ended and are saved: npm run report -- ${told(folder)} tells of them.`,
      );
    });
    await runTrials(
      session,
      plans,
      { ...options, onLab: inForce.onLab },
      {
        ended: async (record) => {
          trials.push(record.trial);
          out.add(record);
          out.save(runNow());
        },
        skipped: skip,
        after: (index) => ceilings.after(index),
        secondsAfter: (index) => ceilings.secondsAfter(index),
      },
    );
    if (session.signal.aborted) return 130; // what ended before is saved, and is no report
    const run = runNow();
    out.save(run);
    await renderRun(folder);
    if (comparesMany(run)) await renderComparison(folder, join(folder, 'comparison.md'));
    return tellOf(folder, run, options);
  };
  return withSession(say, measure, { cluster: options.cluster, measured: true });
}

/** One experiment alone is no comparison. */
const comparesMany = ({ experiments }: RunFile) => experiments.length > 1;

const summarise: Teller = async (folder, run, { json }) => {
  if (json) print(JSON.stringify(summaryOf(run, folder)));
  else print(await terminalSummary(folder));
  const written = ['report.md', ...(comparesMany(run) ? ['comparison.md'] : [])];
  const outcome = runOutcome(run);
  tell(`Verdict: ${outcome}. Read ${written.map((name) => told(join(folder, name))).join(' and ')}.`);
  return exitCodes[outcome];
};

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

/** A path as the person at the keyboard would type it. */
const told = (path: string): string => relative(process.cwd(), path);
