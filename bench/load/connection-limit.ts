/** Files, pipes and event loops of the generator itself: some 30, and room for what Node opens for a moment. */
const RESERVED = 64;

/**
 * How many connections this process can hold open at once: its limit of file descriptors less what it needs for itself.
 * Node raises the soft limit to the hard one as it starts, so the way to have more is a higher hard limit (`ulimit -Hn`).
 */
export function connectionLimit(): number {
  Object.assign(process.report, { excludeNetwork: true }); // or it looks up the names of all peers
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const soft = Number(userLimits?.open_files?.soft); // a number, or "unlimited"
  return Number.isFinite(soft) ? Math.max(1, soft - RESERVED) : Number.POSITIVE_INFINITY;
}
