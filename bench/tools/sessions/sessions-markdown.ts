import type { SessionRecord } from '../../record/session-record.ts';
import type { Span } from '../../report/figures/session-spans.ts';
import { blocks, bullets, code, plain, table } from '../../report/markdown/markdown.ts';
import { listed, plural } from '../../report/words/format.ts';
import { variationWords } from '../../report/words/names.ts';
import { comparative } from '../../report/words/ranking-words.ts';

/** The span over sessions, beside what each of them said. */
export function sessionsMarkdown(sessions: readonly SessionRecord[], spans: readonly Span[]): string {
  if (sessions.length === 0)
    return 'No session is kept: `npm run bench -- sessions results/<run-id> --keep` keeps one.\n';
  const rows = spans.map((span) => [
    `${span.metric}, at ${variationWords(span.at)}, tier ${code(span.durability)}`,
    `${span.a} / ${span.b}`,
    span.sessions.map(({ pair }) => `${two(pair.ratio)} (${two(pair.low)} to ${two(pair.high)})`).join('; '),
    `**${two(span.low)} to ${two(span.high)}**`,
    span.sessions.length < 2 ? 'one session' : span.meet ? 'yes' : '**no**',
    resultWords(span),
  ]);
  const told = sessions.map(
    ({ runId, startedAt, host, commit, versions }) =>
      `${code(runId)}: ${startedAt.slice(0, 10)}, ${plain(host)}, code ${plain(commit)}, ${listed(Object.entries(versions).map(([name, version]) => plain(`${name} ${version}`)))}`,
  );
  return `${blocks(
    '# Sessions',
    'An interval of one session says *this hour on this host*. Here stands the span: from the lowest end of any interval to the highest. Where intervals do not meet, host, hour or code moved the ratio further than the noise of a session, and only the span may be told.',
    bullets(told),
    table(['metric', 'a / b', 'each session (95% interval)', 'span', 'do they meet?', 'all of them say'], rows),
  )}\n`;
}

const two = (ratio: number) => ratio.toFixed(2);

function resultWords({ result, metric, a, b, sessions, hosts }: Span): string {
  const over = `${plural(sessions.length, 'session')} on ${plural(hosts, 'host')}`;
  return result === null ? `no direction (${over})` : `${a} ${comparative(metric)[result]} ${b} (${over})`;
}
