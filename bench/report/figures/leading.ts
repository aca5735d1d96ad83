/** The faults most people ask for first: in a run of many they are told in full, and the others folded or left to the matrix. */
export const leading = ['kill-inventory', 'broker-kill', 'slow-inventory'];
