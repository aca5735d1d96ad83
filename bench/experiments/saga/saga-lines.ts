import { readFileSync } from 'node:fs';
import type { Mode } from '../../../common/mode.ts';

type Shape = Mode['payment']['shapes'][number];

/** What every mode has of it: the payment service asks the provider, and remembers. */
const shared = [
  'common/service/payment-desk.ts',
  'common/service/payment-provider.ts',
  'common/service/ask-outside.ts',
  'common/service/payment-api.ts',
  'common/store/payment-store.ts',
];
/** Who takes part; each has a file of its own in every mode. */
const roles = ['order-service.ts', 'inventory-service.ts', 'payment-service.ts'];
/** Beside those, by the medium: what settles an order and undoes what it holds. */
const settles = { calls: ['settling.ts'], messages: ['common/service/give-back.ts'] };
const driven = [
  'common/workflow/saga.ts',
  'common/store/saga-store.ts',
  'common/service/drive-sagas.ts',
  'common/service/cancel-driven.ts',
];

/** The lines of code of one file, without empty ones and comments. */
function linesOf(path: string): number {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const code = text.replaceAll(/\/\*[^]*?\*\//g, '').split('\n');
  return code.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

/**
 * What a reader has to understand of a paid order in this shape, file by file: the same roles on every side, whole files, and nothing
 * of how a medium carries what they say.
 */
export function sagaLines(mode: Pick<Mode, 'name' | 'medium'>, shape: Shape): { file: string; lines: number }[] {
  const inMode = (file: string) => `${mode.name}/${file}`;
  const own =
    mode.medium.kind === 'calls'
      ? [...roles, ...settles.calls].map(inMode) // calls have no other place for a saga than who makes them
      : [
          ...roles.flatMap((role) => [`common/service/${role}`, inMode(role)]),
          ...settles.messages,
          ...(shape === 'orchestrated' ? driven : []),
        ];
  return [...shared, ...own].map((file) => ({ file, lines: linesOf(file) }));
}
