import type { ModeName } from '../../record/run-file.ts';
import type { Answer, AnswerCell } from './answers.ts';
import type { RunFigures } from './run-figures.ts';

/** Beside one another how soon who got a 201 knows, and who got a 202. */
export function knowsAnswers({ wayBack }: RunFigures, modes: readonly ModeName[]): Answer[] {
  if (wayBack === null) return [];
  const cells = modes.map((mode): AnswerCell => {
    const own = wayBack.modes.find((each) => each.mode === mode);
    if (own === undefined) return { kind: 'none', because: 'not run' };
    if (!own.usable) return { kind: 'none', because: 'no figure' };
    const lines = own.rows.flatMap(({ situation, way, late, knownWithin: { p50, p90 } }) =>
      situation === 'steady' && !late ? [{ way, half: p50, most: p90 }] : [],
    );
    return lines.length === 0 ? { kind: 'none', because: 'no figure' } : { kind: 'by way', lines };
  });
  return [{ question: { kind: 'knows', rate: wayBack.rate }, from: 'way-back', cells }];
}
