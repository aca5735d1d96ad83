import { readFileSync } from 'node:fs';
import type { Mode } from '../../../common/mode.ts';

type Shape = Mode['payment']['shapes'][number];

const shared = [
  'common/service/payment-desk.ts',
  'common/service/payment-provider.ts',
  'common/service/ask-outside.ts',
  'common/service/payment-api.ts',
  'common/store/payment-store.ts',
];
const told = ['common/service/payment-service.ts', 'common/service/give-back.ts'];
const driven = ['common/workflow/saga.ts', 'common/store/saga-store.ts', 'common/service/drive-sagas.ts'];
/** Calls have no other place for a saga than who makes them. */
const called = ['order-service.ts', 'payment-service.ts'];

/** The lines of code of one file, without empty ones and comments. */
function linesOf(path: string): number {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const code = text.replaceAll(/\/\*[^]*?\*\//g, '').split('\n');
  return code.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

/** What a reader has to understand of a payment in this shape, file by file. */
export function sagaLines(mode: Pick<Mode, 'name' | 'medium'>, shape: Shape): { file: string; lines: number }[] {
  const own =
    mode.medium.kind === 'calls'
      ? called.map((file) => `${mode.name}/${file}`)
      : [...told, `${mode.name}/payment-service.ts`, ...(shape === 'orchestrated' ? driven : [])];
  return [...shared, ...own].map((file) => ({ file, lines: linesOf(file) }));
}
