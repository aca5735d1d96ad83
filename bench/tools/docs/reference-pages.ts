import type { Command } from 'commander';
import { protections } from '../../../common/base/protections.ts';
import { problems, problemType } from '../../../common/contracts/problems.ts';
import { createMetrics } from '../../../common/observe/metrics.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import { checkers } from '../../checkers/all.ts';
import { commandLine } from '../../cli/commands.ts';
import { faults } from '../../faults/all.ts';
import { notApplicable } from '../../faults/fault.ts';
import { modeNames, modes } from '../../modes.ts';
import type { Claim } from '../security/claim.ts';
import { securityMap } from '../security/security-map.ts';
import { anchored, code, page, table } from './markdown.ts';

export const problemsPage = (): string =>
  page(
    'Problems',
    'Every error is an `application/problem+json` document (RFC 9457) of one of these types. *Definite*: it is certain ' +
      'that nothing happened. After one that is not, repeat the request with the same idempotency key to learn the outcome.',
    table(
      ['kind', 'status', 'title', 'definite', 'type'],
      (Object.keys(problems) as (keyof typeof problems)[]).map((kind) => {
        const { status, title, definite } = problems[kind];
        return [kind, status, title, definite ? 'yes' : 'no', `\`${problemType(kind)}\``];
      }),
    ),
  );

export const checksPage = (): string =>
  page(
    'Checks',
    'Each reads the history and the final reads, never what a service thinks of itself. It is violated when:',
    table(
      ['check', 'violated when'],
      Array.from(checkers.values(), ({ name, rule }) => [anchored(name), rule]),
    ),
  );

export const faultsPage = (): string =>
  page(
    'Faults',
    'What can go wrong on purpose, and in which mode. A fault that a mode cannot suffer is reported as such, not as a pass. *Paid*: it happens only where orders are paid (`--payment`).',
    table(
      ['fault', 'what it is', ...modeNames],
      Object.values(faults).map((fault) => [
        anchored(fault.name),
        `${fault.ofPayment ? '*Paid*: ' : ''}${fault.what}`,
        ...modes.map((mode) => {
          const why = notApplicable(fault, mode);
          return why === null ? 'yes' : `not applicable: ${why}`;
        }),
      ]),
    ),
  );

export const protectionsPage = (): string =>
  page(
    'Protections',
    'Each is on unless `--without <protection>` switches it off.',
    table(['protection', 'what it does'], Object.entries(protections)),
  );

const WIDTH = 110;

/** The help of every command, as `--help` prints it. */
export function commandsPage(): string {
  const program = commandLine([], async () => {});
  return page(
    'Commands',
    'What `node bench/cli/cli.ts <command> --help` prints; `npm run bench -- …` and its likes take the same options.',
    code(helpOf(program)),
    ...program.commands.map((command) => `## ${command.name()}\n\n${code(helpOf(command))}`),
  );
}

/** With what is said after the options: examples and exit codes. */
function helpOf(command: Command): string {
  const said: string[] = [];
  command
    .configureHelp({ helpWidth: WIDTH })
    .configureOutput({ writeOut: (text) => void said.push(text), getOutHasColors: () => false })
    .outputHelp();
  return said.join('');
}

/** A metric as prom-client holds it; its types hide all but the values. */
interface Registered {
  name: string;
  help: string;
  labelNames: string[];
}

/** Every metric as a service registers it: those of ours first, then what prom-client tells of any Node process. */
export function metricsPage(): string {
  const all = createMetrics('docs').registry.getMetricsAsArray() as unknown as Registered[];
  const ofProcess = (name: string) => /^(process|nodejs)_/.test(name);
  const rows = (wanted: (name: string) => boolean) =>
    all
      .filter(({ name }) => wanted(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((metric) => [
        `\`${metric.name}\``,
        metric.constructor.name.toLowerCase(),
        metric.labelNames.map((label) => `\`${label}\``).join(', '),
        metric.help,
      ]);
  const head = ['metric', 'kind', 'labels', 'what it tells'];
  return page(
    'Metrics of a service',
    'Served at `/metrics` by every service of every mode; each has the label `service`. Rates, errors and durations: ' +
      '`http_request_duration_seconds` per route, `message_handler_duration_seconds` and `messages_handled_total` per ' +
      `consumer.${brokerKinds.map(({ container }) => (container.metrics ? ` ${container.metrics}` : '')).join('')}`,
    table(
      head,
      rows((name) => !ofProcess(name)),
    ),
    '## Of the process',
    table(head, rows(ofProcess)),
  );
}

/** Every claim about security with the tests that assert it. */
export function securityPage(): string {
  return page(
    'Security, claim by claim',
    'What is claimed, and the tests that assert it; `npm run bench -- security` prints the same. What is protected from ' +
      'whom, and what is not, is in [SECURITY.md](../../SECURITY.md).',
    ...securityMap.map(({ title, claims }) => {
      const rows = claims.map((claim) => [claim.says, evidenceOf(claim)]);
      return `## ${title}\n\n${table(['claim', 'test'], rows)}`;
    }),
  );
}

function evidenceOf(claim: Claim): string {
  if ('notYet' in claim) return `**not yet**: ${claim.notYet}`;
  return Object.entries(claim.tests)
    .map(([file, titles]) => `\`${file}\`: ${titles.join('; ')}`)
    .join('<br>');
}
