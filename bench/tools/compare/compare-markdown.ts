import type { RunFile } from '../../record/run-file.ts';
import type { Metric } from '../../report/figures/ranking.ts';
import { blocks, bullets, code, plain, table } from '../../report/markdown/markdown.ts';
import { ratioWords } from '../../report/words/format.ts';
import { comparative, metricWords } from '../../report/words/ranking-words.ts';
import type { ComparedRow, ComparedRuns } from './compare-runs.ts';

/** The comparison as Markdown. Runs that must not be compared are shown only `anyway`, each table under the reasons. */
export function compareMarkdown(a: Runs, b: Runs, compared: ComparedRuns, anyway: boolean): string {
  const refused = compared.refusals.length > 0;
  const alarm = refused ? warning(compared.refusals) : '';
  const metrics = [...new Set(compared.rows.map(({ metric }) => metric))];
  return `${blocks(
    compared.pairs > 0 ? `# ${compared.pairs} pairs of runs side by side` : '# Two runs side by side',
    slowed('A', a),
    slowed('B', b),
    table(['', 'A', 'B'], facts(a, b)),
    refused ? '' : conclusion(compared),
    alarm,
    refused && !anyway ? 'Nothing is compared. `--anyway` prints the tables all the same, under this warning.' : '',
    ...(refused && !anyway
      ? []
      : metrics.flatMap((metric) => [
          `## ${metric}`,
          refused ? alarm : '',
          rowsOf(
            metric,
            compared.rows.filter((row) => row.metric === metric),
          ),
        ])),
    compared.notes.length === 0 ? '' : blocks('What else sets the runs apart:', bullets(compared.notes.map(plain))),
    compared.pairs > 0 ? methodInTurn : method,
  )}\n`;
}

/** Of one side: one, or all that were measured in turn with those of the other side. */
type Runs = readonly RunFile[];

const method =
  'Method: the base trials of each run, one figure per block. The two runs share no blocks, so the blocks of each are resampled on their own ' +
  '(Hesterberg 2015, two samples, expanded percentile interval; Kalibera and Jones 2013, whole blocks as the highest level of repetition). Each interval is widened by ' +
  "the noise that the A/A pairs of both sessions show, which is the lab's own addition: blocks alone do not see what sets whole sessions apart. A drift between the sessions larger " +
  'than that noise looks like a difference; repeating both runs in turn and naming them all (a1,a2,… b1,b2,…) is the remedy. A difference is told when the interval excludes 1 and both runs have six blocks.';

const methodInTurn =
  'Method: the base trials of each run, one figure per run. The runs were measured in turn, so each pair is a block: the ratios of the pairs are resampled ' +
  '(Hesterberg 2015, expanded percentile interval; Kalibera and Jones 2013, whole blocks as the highest level of repetition). What drifts from pair to pair cancels; what was disturbed in one run of a pair ' +
  'alone is the noise that the interval shows. A difference is told when it excludes 1 and there are six pairs.';

function slowed(name: string, runs: Runs): string {
  const by = runs.find((run) => run.slowed !== undefined)?.slowed;
  return by === undefined ? '' : `> **⚠ Run ${name} was slowed on purpose: ${by.mode} by a factor of ${by.factor}.**`;
}

function warning(refusals: string[]): string {
  return [
    '> **⚠ NOT COMPARABLE.** The runs differ in what decides such figures:',
    ...refusals.map((each) => `> - ${plain(each)}`),
  ].join('\n');
}

function facts(a: Runs, b: Runs): string[][] {
  const all = (runs: Runs, of: (run: RunFile) => string) => [...new Set(runs.map(of))].join(', ');
  const row = (name: string, of: (run: RunFile) => string) => [name, all(a, of), all(b, of)];
  return [
    row('run', ({ runId }) => code(runId)),
    row('started', ({ startedAt }) => plain(startedAt)),
    row('commit', ({ git }) => `${code(git.commit.slice(0, 12))}${git.dirty ? ', dirty' : ''}`),
    row('profile, tier', ({ profile, durability }) => `${profile}, ${durability}`),
    row('seed', ({ seed }) => `${seed}`),
    row('host', ({ host }) => `${plain(host.cpu)}, ${host.cores} cores`),
  ];
}

function conclusion({ rows }: ComparedRuns): string {
  const found = rows.filter(({ result }) => result !== 'no difference shown');
  const doubts = [...new Set(rows.flatMap(({ because }) => because ?? []))].map(
    (each) => `⚠ Nothing shown: ${plain(each)}.`,
  );
  if (found.length === 0) return blocks('**No difference shown** between the runs.', bullets(doubts));
  const metrics = [...new Set(found.map(({ metric }) => metric))];
  const told = metrics.map((metric) =>
    found
      .filter((row) => row.metric === metric)
      .map(({ mode, interval, result }) => {
        const verb = comparative(metric)[result === 'greater' ? 'greater' : 'smaller'];
        return `**${mode} in B ${verb} in A**: ${metric} ${interval === null ? '' : ratioWords(interval)}.`;
      })
      .join(' '),
  );
  return bullets([...told, ...doubts]);
}

function rowsOf(metric: Metric, rows: ComparedRow[]): string {
  const print = (value: number | null) => (value === null ? 'n/a' : metricWords(metric, [value]));
  return table(
    ['mode', 'A', 'B', 'B / A (95% interval)', 'result'],
    rows.map(({ mode, a, b, interval, result, because }) => [
      mode,
      print(a),
      print(b),
      interval === null ? '–' : ratioWords(interval),
      because === null
        ? result === 'no difference shown'
          ? result
          : `B is ${result}`
        : `no difference shown: ${because}`,
    ]),
  );
}
