/** As in the protocol, whose schemas the page does not load: a test compares them. */
export const HIGHEST_RATE = 1000;
