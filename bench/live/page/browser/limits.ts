/** As in the protocol, whose schemas the page does not load: a test compares them. */
export const HIGHEST_RATE = 1000;
/** The longest that an order takes at the warehouse, ms. */
export const LONGEST_WORK_MS = 60_000;
