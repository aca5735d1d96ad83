/** Two-sided 95% quantiles of Student's t for 1 to 30 degrees of freedom (any statistics textbook). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** The 97.5% quantile of Student's t; beyond 30 degrees of freedom by the first term of its expansion around 1.96. */
export function studentT975(degreesOfFreedom: number): number {
  return T_975[degreesOfFreedom - 1] ?? 1.96 + 2.4 / degreesOfFreedom;
}

/** P(Z ≤ z) of the standard normal. Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; error below 1e-7. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const upper = (series * Math.exp(-x * x)) / 2;
  return z < 0 ? upper : 1 - upper;
}
