import type { ModeName } from '../../record/run-file.ts';
import type { RunFigures } from '../../report/figures/run-figures.ts';
import { type Cited, type CitedRuns, olderWords } from '../../report/markdown/sections/first-screen.ts';
import { listed, plural } from '../../report/words/format.ts';

/** A row of the table of guarantees in a mode's README, by what it names. */
interface Guarantee {
  checks: string[];
  faults: string[];
  /** Each protection, with the checks that are violated once it is off. */
  without: { protection: string; checks: string[] }[];
}

/**
 * What the best committed runs show of the guarantees in a mode's README: in which runs, whether every check that the table names
 * held under every fault beside it, and whether each protection was missed once it was off. `cited`: as the README links to them.
 */
export function guaranteesShown(readme: string, mode: ModeName, { failure, replay }: CitedRuns): string {
  const rows = guaranteesIn(readme);
  return [
    failure === undefined ? NONE : `${linked('failure', failure)} ${heldWords(rows, mode, failure.figures)}`,
    ...(failure === undefined ? [] : [`${missedWords(rows, mode, failure.figures)}`]),
    ...(replay === undefined ? [] : [`${linked('replay', replay)} ${replayWords(mode, replay.figures)}`]),
  ].join(' ');
}

const NONE = '*Not measured yet: no committed run of `npm run bench:failure`.*';

const linked = (experiment: string, { figures: { run }, prefix, older }: Cited): string =>
  `In the [${experiment} run](${prefix}report.md) of ${run.startedAt.slice(0, 10)}${older ? ` (**${olderWords}**)` : ''}`;

/** Rows `| **name** | what holds here | proved by | provoked by | and without it |`. */
function guaranteesIn(readme: string): Guarantee[] {
  const linksTo = (links: string, page: string) =>
    [...links.matchAll(new RegExp(`\\[([^\\]]+)\\]\\([^)]*/${page}\\.md#`, 'g'))].map(([, name = '']) => name);
  return readme.split('\n').flatMap((line) => {
    const [start, name = '', , proved = '', provoked = '', without = ''] = line.split('|').map((cell) => cell.trim());
    if (start !== '' || !name.startsWith('**') || !proved.includes('checks.md#')) return [];
    const missed = [...without.matchAll(/`([^`]+)`: ([^·]+)/g)].map(([, protection = '', checks = '']) => ({
      protection,
      checks: checks.split(',').map((check) => check.trim()),
    }));
    return [{ checks: linksTo(proved, 'checks'), faults: linksTo(provoked, 'faults'), without: missed }];
  });
}

function heldWords(rows: readonly Guarantee[], mode: ModeName, { run }: RunFigures): string {
  const wanting = rows.flatMap(({ checks, faults }) =>
    faults.flatMap((fault) => {
      const trials = run.trials.filter(
        (trial) =>
          trial.experiment === 'failure' && trial.kind === 'ordinary' && trial.mode === mode && trial.fault === fault,
      );
      return checks.flatMap((check) => {
        const held = trials.filter(({ verdicts }) => verdicts.some((v) => v.check === check && v.outcome === 'holds'));
        if (trials.length > 0 && held.length === trials.length) return [];
        return [`${check} under ${fault}, in ${held.length} of ${plural(trials.length, 'trial')}`];
      });
    }),
  );
  const all = 'every check named here held under every fault named beside it, for each seed';
  return wanting.length === 0 ? `${all}.` : `${all}, **but not**: ${wanting.join('; ')}.`;
}

/** What the last column says, as the run saw it. */
function missedWords(rows: readonly Guarantee[], mode: ModeName, { worth }: RunFigures): string {
  const named = rows.flatMap(({ without }) =>
    without.flatMap(({ protection, checks }) => checks.map((check) => ({ protection, check }))),
  );
  const unseen = named.filter(
    ({ protection, check }) =>
      !worth.some(
        (row) =>
          row.mode === mode && row.protection === protection && row.without.broken.some((each) => each.check === check),
      ),
  );
  const all = 'It saw each check of the last column violated once the protection was off';
  if (unseen.length === 0) return `${all}.`;
  return `${all}, **but not**: ${listed(unseen.map(({ protection, check }) => `${check} without ${protection}`))}.`;
}

function replayWords(mode: ModeName, { run }: RunFigures): string {
  const verdicts = run.trials
    .filter((trial) => trial.experiment === 'replay' && trial.mode === mode)
    .flatMap((trial) =>
      trial.verdicts.filter(({ check, outcome }) => check === 'replay' && outcome !== 'not-applicable'),
    );
  const held = verdicts.filter(({ outcome }) => outcome === 'holds').length;
  return `\`replay\` held in ${held} of ${plural(verdicts.length, 'trial')}.`;
}
