/**
 * What is measured of orders, each with a histogram of its own. A request's acceptance, refusal or failure took
 * send delay + connection + service.
 */
export const latencyKinds = ['acceptance', 'completion', 'send-delay', 'connection', 'service'] as const;

export type LatencyKind = (typeof latencyKinds)[number];

/** One of something for each kind. */
export const byLatencyKind = <One>(of: (kind: LatencyKind) => One): Record<LatencyKind, One> =>
  Object.fromEntries(latencyKinds.map((kind) => [kind, of(kind)])) as Record<LatencyKind, One>;
