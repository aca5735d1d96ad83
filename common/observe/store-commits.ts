/** Commits of this process' store since it started: a service has one store. Written by the store, told by /metrics. */
export const storeCommits = { total: 0 };
