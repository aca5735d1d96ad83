/** How the cluster experiment is driven; per second and seconds. */
export interface ClusterSize {
  /** Numbered records of each setting. */
  recordsPerSecond: number;
  /** Where the services of a mode are used instead. */
  ordersPerSecond: number;
  before: number;
  /** At least; some faults need longer to show. */
  lasts: number;
  after: number;
  /** Only the faults that are asked for first. */
  faults: 'leading' | 'all';
  /** Under which of them the services are tried as well. */
  orders: 'one' | 'all';
  /** Whether it is seen how long everything stands with other timeouts. */
  timeouts: boolean;
}

const standard: ClusterSize = {
  recordsPerSecond: 20,
  ordersPerSecond: 15,
  before: 3,
  lasts: 5,
  after: 6,
  faults: 'all',
  orders: 'all',
  timeouts: true,
};

export const clusterSizes: Record<'quick' | 'standard' | 'full', ClusterSize> = {
  quick: { ...standard, after: 5, faults: 'leading', orders: 'one', timeouts: false },
  standard,
  full: standard,
};
