/** What the generator says about itself in one trial. Microseconds; CPU as a share of one core. */
export interface GeneratorHealth {
  /** Raw p99 of actual minus intended send time, whatever the sample count. */
  sendDelayP99Us: number;
  /** The latency p50 the trial would report: acceptance, or completion where that is what is ranked; null when there is none. */
  reportedP50Us: number | null;
  /** CPU seconds of the generator per second of the measured window. */
  cpuShare: number;
}

const LATE_US = 2000;
const LATE_SHARE_OF_P50 = 0.1;
const MOST_CPU = 0.7;

/**
 * Why the figures of a trial must not be used, or null (measurement.md, rule 11): the generator was late (p99 of its
 * send delay above 2 ms and above 10% of the reported p50), or it had used more than 70% of a core.
 * A void trial is published with its reason.
 */
export function voidReason({ sendDelayP99Us, reportedP50Us, cpuShare }: GeneratorHealth): string | null {
  const reasons: string[] = [];
  if (reportedP50Us !== null && sendDelayP99Us > LATE_US && sendDelayP99Us > LATE_SHARE_OF_P50 * reportedP50Us) {
    reasons.push(
      `the generator was late: send delay p99 ${inMs(sendDelayP99Us)} ms against a p50 of ${inMs(reportedP50Us)} ms`,
    );
  }
  if (cpuShare > MOST_CPU) reasons.push(`the generator used ${Math.round(cpuShare * 100)}% of a core`);
  return reasons.length > 0 ? reasons.join('; ') : null;
}

const inMs = (us: number) => (us / 1000).toFixed(1);
