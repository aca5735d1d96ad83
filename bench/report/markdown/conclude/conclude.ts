import { brokerKinds } from '../../../brokers/brokers.ts';
import { findMode } from '../../../modes.ts';
import type { ModeName, RunFile, Trial } from '../../../record/run-file.ts';
import { tellsLatencies } from '../../../record/takes-latencies.ts';
import { isShortWindow, isUsable, isVoid, plannedAs } from '../../../record/trial-use.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { count, listed, plural } from '../../words/format.ts';
import { code } from '../markdown.ts';
import { sayCluster } from './say-cluster.ts';
import { sayFailure } from './say-failure.ts';
import { sayGateway } from './say-gateway.ts';
import { sayLatency, sayVariations } from './say-latency.ts';
import { sayLimits } from './say-limits.ts';
import { sayRankings } from './say-ranking.ts';
import { sayDrain, sayReplay } from './say-replay.ts';
import { saySaga } from './say-saga.ts';
import { sayVerdict, sayWorth } from './say-verdict.ts';
import { sayWayBack } from './say-way-back.ts';
import { sayWork } from './say-work.ts';
import { headings, type Sentence } from './sentence.ts';

/** What a reader should take away, each sentence computed from the figures it links to. */
export function conclude(figures: RunFigures): Sentence[] {
  return [
    ...sayVerdict(figures),
    ...sayDoubts(figures.run).map((each) => ({ ...each, topic: 'verdict' as const })),
    ...sayWorth(figures),
    ...sayRankings(figures.run, figures.latency.rankings),
    ...sayLatency(figures),
    ...sayVariations(figures),
    ...sayLimits(figures),
    ...sayFailure(figures),
    ...sayReplay(figures),
    ...sayDrain(figures),
    ...sayWork(figures),
    ...sayCluster(figures),
    ...saySaga(figures),
    ...sayWayBack(figures),
    ...sayGateway(figures),
    sayScope(figures.run),
  ];
}

/** Trials whose figures are left out, or say less than the others. */
function sayDoubts({ trials }: RunFile): Sentence[] {
  const sentences: Sentence[] = [];
  const beside = trials.filter((trial) => plannedAs(trial) === 'beside').length;
  const short = trials.filter((trial) => plannedAs(trial) === 'short').length;
  const [ratesTold, voidTrials] = [true, false].map((is) =>
    trials.filter((trial) => isVoid(trial) && tellsRate(trial) === is),
  ) as [Trial[], Trial[]];
  const voided = voidTrials.length;
  if (beside + short > 0) {
    const how = [
      ...(beside > 0 ? [`${count(beside)} with the modes beside each other`] : []),
      ...(short > 0 ? [`${count(short)} by themselves and short`] : []),
    ];
    sentences.push({
      text: `${plural(beside + short, 'trial')} of ${trials.length} ran for a verdict alone, as planned (${how.join(', ')}): no figure of theirs is used.`,
      heading: headings.trials,
    });
  }
  if (voided > 0) {
    sentences.push({
      text: `The performance figures of ${plural(voided, 'trial')} of ${trials.length} are void and left out; their verdicts count.`,
      heading: headings.trials,
    });
  }
  if (ratesTold.length > 0) {
    sentences.push({
      text: `In ${plural(ratesTold.length, 'trial')} of ${trials.length} orders took so long that the window was too short for their times: those are void, and how many were done is told.`,
      heading: headings.trials,
    });
  }
  const unsettled = trials.filter(({ notSteady }) => notSteady);
  const used = trials.filter(isUsable);
  const usedOf = unsettled.filter(isUsable).length;
  if (usedOf > 0) {
    sentences.push({
      text: `**Not steady:** in ${plural(unsettled.length, 'trial')} of ${trials.length} the figures had not settled when measuring began, in ${count(usedOf)} of the ${count(used.length)} whose figures are used; they are marked, and say less than the others.`,
      heading: headings.trials,
    });
  }
  const few = trials.filter((trial) => tellsLatencies(trial) && fewAccepted([trial]) !== null);
  if (few.length > 0) {
    const each = Array.from(
      Map.groupBy(few, ({ experiment }) => experiment),
      ([experiment, some]) => plural(some.length, `${experiment} trial`),
    );
    sentences.push({
      text: `**Not all let in:** in ${listed(each)} under 99% of the requests were accepted. Latencies and checks there speak of those that were: ${listed(few.map((trial) => `${code(trial.id)} (${fewAccepted([trial])})`))}.`,
      heading: headings.trials,
    });
  }
  return sentences;
}

/** Orders that took too long for the window were done all the same, and are counted. */
const tellsRate = (trial: Trial): boolean => trial.work !== undefined && isShortWindow(trial);

/** What no run on one machine can tell; exact about whose brokers were used, where the run file says so. */
function sayScope(run: RunFile): Sentence {
  const owned = Object.entries(run.brokerOwned ?? {}) as [ModeName, boolean][];
  const strangers = owned.flatMap(([mode, own]) => (own ? [] : [mode]));
  const ours = owned.flatMap(([mode, own]) => (own ? [mode] : []));
  const shared =
    owned.length > 0
      ? `services, load generator${ours.length === 0 ? '' : ` and the ${ours.length > 1 ? 'brokers' : 'broker'} of ${listed(ours)}`}`
      : run.modes.every((mode) => findMode(mode)?.broker === null)
        ? 'services and load generator'
        : `services, load generator and (unless it was named by ${brokerKinds.map(({ variable }) => variable).join(' or ')}) the broker`;
  const foreign =
    strangers.length === 0
      ? ''
      : ` The broker of ${listed(strangers)} was not started by the lab but named by an address: where it ran, how it was set and what CPU it used is not known here, so this mode must not be compared with the others.`;
  return {
    heading: null,
    text:
      `**What this run cannot say:** ${shared} shared one machine with ${run.host.cores} cores and talked over its ${run.runtime === 'docker' ? 'container networks' : 'loopback interface'}.${foreign} ` +
      'Network distance, a cluster, other hardware and other rates will give other numbers.',
  };
}
