/**
 * What a trial is there to answer; said when it is planned.
 *
 * | kind       | question                                                                                    |
 * |------------|---------------------------------------------------------------------------------------------|
 * | `ordinary` | does every rule hold? The only kind whose verdicts are those of the run                      |
 * | `proof`    | does the named check fail once a protection is off? (`expects` names it)                     |
 * | `cost`     | what does a protection cost when nothing goes wrong? Its verdicts count, its table is another |
 */
export type TrialKind = 'ordinary' | 'proof' | 'cost';
