import { protections } from '../../../common/base/protections.ts';
import { problems, problemType } from '../../../common/contracts/problems.ts';
import { checkers } from '../../checkers/all.ts';
import { faults } from '../../faults/all.ts';
import { notApplicable } from '../../faults/fault.ts';
import { modeNames, modes } from '../../modes.ts';
import { anchored, page, table } from './markdown.ts';

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
    'What can go wrong on purpose, and in which mode. A fault that a mode cannot suffer is reported as such, not as a pass.',
    table(
      ['fault', 'what it is', ...modeNames],
      Object.values(faults).map((fault) => [
        anchored(fault.name),
        fault.what,
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
    'Safeguards that are on unless `--without <protection>` switches them off.',
    table(['protection', 'what it does'], Object.entries(protections)),
  );
