import type { Trial } from './run-file.ts';

/**
 * What a trial is there to answer.
 *
 * | kind       | question                                                                                    |
 * |------------|---------------------------------------------------------------------------------------------|
 * | `ordinary` | does every rule hold? The only kind whose verdicts are those of the run                      |
 * | `proof`    | does the named check fail once a protection is off? (`expects` names it)                     |
 * | `cost`     | what does a protection cost when nothing goes wrong? Its verdicts count, its table is another |
 */
export type TrialKind = 'ordinary' | 'proof' | 'cost';

export function kindOf({ experiment, fault, id, expects }: Trial): TrialKind {
  if (expects !== null) return 'proof';
  return experiment === 'failure' && fault === 'none' && /(^|-)cost(-|$)/.test(id) ? 'cost' : 'ordinary';
}
