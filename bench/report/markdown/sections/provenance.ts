import type { RunFile } from '../../../record/run-file.ts';
import { figure } from '../../words/format.ts';
import { printable } from '../../words/printable.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, plain, table, withoutPaths } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** What ran, where, from which source, and the commands that do it again. */
export function provenance({ figures: { run, histogramsIn }, prefix }: Place): Section {
  const { git, host } = run;
  const rows = [
    ['run', code(run.runId)],
    ['started, finished', `${plain(run.startedAt)}, ${plain(run.finishedAt)}`],
    ['source', sourceOf(git)],
    ['lockfile hash', code(run.lockfileHash)],
    ['seed', String(run.seed)],
    ['profile, durability tier', `${run.profile}, ${run.durability}`],
    ['runtime', run.runtime ?? 'processes'],
    ['protections switched off', run.without.length === 0 ? 'none' : `**${run.without.map(code).join(', ')}**`],
    ['command', code(command(run.argv))],
    ['host', `${plain(host.cpu)}, ${host.cores} cores, ${figure(host.memoryGiB)} GiB, ${plain(host.kernel)}`],
    ...Object.entries(run.versions).map(([name, version]) => [plain(name), plain(version)]),
  ];
  return {
    heading: headings.provenance,
    body: blocks(
      table(['what', 'value'], rows),
      git.dirty && git.commit !== UNKNOWN
        ? '**The source had uncommitted changes: the commit alone does not repeat this run.**'
        : '',
      'To repeat it (the same seed gives the same orders at the same moments; the figures will still vary with the machine):',
      repeatWords(run),
      `The raw files are beside the report: [run.json](${prefix}run.json) (every figure and verdict), \`${histogramsIn}\`, \`series.csv\`, \`history.jsonl.gz\`. ${kept(run)}`.trimEnd(),
    ),
  };
}

/** The commands that make a run again, its report and its verdicts. */
export function repeatWords(run: RunFile): string {
  const { git, runId } = run;
  const repeat = [
    ...(git.commit === UNKNOWN ? [] : [`git checkout ${withoutPaths(git.commit)}`]),
    repeatCommand(run),
    '',
    '# render this report again from the raw files, byte for byte',
    `npm run report -- results/${runId}`,
    '',
    '# judge the kept histories again: are the verdicts still the same?',
    `npm run bench -- check results/${runId}`,
    '',
    '# test the load generator itself, against servers whose percentiles are known by arithmetic',
    'npx vitest run --project brokers bench/load/self-test',
  ];
  return `\`\`\`sh\n${repeat.join('\n')}\n\`\`\``;
}

/** The same orders at the same moments. */
export const repeatCommand = (run: RunFile): string => command(repeatable(run));

const UNKNOWN = 'unknown';

function sourceOf({ commit, dirty }: RunFile['git']): string {
  if (commit === UNKNOWN) return '**not known**: the lab had no repository of its own';
  return `commit ${code(commit)}${dirty ? ', **with uncommitted changes (dirty)**' : ', clean'}`;
}

/** What `bench check` cannot judge again. */
function kept({ historyKept, trials }: RunFile): string {
  if (historyKept === undefined) return '';
  const failures = trials.filter(({ experiment }) => experiment === 'failure').length;
  return `To keep the folder small, the histories of ${failures - historyKept.length} of its ${failures} failure trials were left out, so that their verdicts cannot be judged again, and so was what no chart of them draws.`;
}

function command(argv: string[]): string {
  return [
    'npm run bench',
    ...(argv.length === 0
      ? []
      : ['--', ...argv.map((each) => quoted(printable(withoutPaths(each).replace(/\s+/g, ' '))))]),
  ].join(' ');
}

/** The same arguments with the seed made explicit, without the folder of this machine. */
function repeatable({ argv, seed }: RunFile): string[] {
  const kept = argv.filter(
    (each, index) => each !== '--out' && argv[index - 1] !== '--out' && !each.startsWith('--out='),
  );
  const seeded = kept.some((each) => each === '--seed' || each.startsWith('--seed='));
  return seeded ? kept : [...kept, '--seed', String(seed)];
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./…-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
