import type { ReplayEvidence } from '../../record/run-file.ts';

/** What every rebuild tells of itself; the trial adds its name and how live orders fared meanwhile. */
export type Rebuilt = Omit<ReplayEvidence, 'name' | 'what' | 'live'>;

/** Where nothing of the services is read again, no row of theirs is at stake. */
export const noRows = { rowsBefore: {}, rowsAfter: {}, duplicatesIgnored: 0 };

/** Where the medium has no offsets. */
export const noOffsets = { offsetsBefore: {}, offsetsAtReset: {}, offsetsAfter: {} };

/** What came of a rebuild; asked once live orders have stopped and all is at rest. What only the judge needs is read in it. */
export type Tell = () => Promise<Rebuilt>;

/** A rebuild with its ground prepared. It is all that happens while live orders are timed. */
export type Act = () => Promise<Tell>;
