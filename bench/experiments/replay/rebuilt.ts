import type { ReplayEvidence } from '../../record/run-file.ts';

/** What every rebuild tells of itself; the trial adds its name and how live orders fared meanwhile. */
export type Rebuilt = Omit<ReplayEvidence, 'name' | 'what' | 'live'>;

/** Where nothing of the services is read again, no row of theirs is at stake. */
export const noRows = { rowsBefore: {}, rowsAfter: {}, duplicatesIgnored: 0 };

/** Where the medium has no offsets. */
export const noOffsets = { offsetsBefore: {}, offsetsAtReset: {}, offsetsAfter: {} };
