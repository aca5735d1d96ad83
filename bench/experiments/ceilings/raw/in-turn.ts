const SLICE_MS = 60;

/**
 * Operations per second of two ways to do the same, in short turns so that both meet the same machine. Each call of
 * a way does `perCall` operations. The first turns warm up and are not counted.
 */
export async function inTurn(
  seconds: number,
  perCall: number,
  raw: () => void | Promise<void>,
  ours: () => void | Promise<void>,
): Promise<{ raw: number; ours: number }> {
  const turns = Math.max(4, Math.round((seconds * 1000) / SLICE_MS / 2));
  const warm = Math.ceil(turns / 4);
  const spent = { raw: 0, ours: 0 };
  const done = { raw: 0, ours: 0 };
  for (let turn = 0; turn < turns + warm; turn++) {
    const ways = turn % 2 === 0 ? (['raw', 'ours'] as const) : (['ours', 'raw'] as const);
    for (const way of ways) {
      const work = way === 'raw' ? raw : ours;
      const start = performance.now();
      let calls = 0;
      while (performance.now() - start < SLICE_MS) {
        await work();
        calls++;
      }
      if (turn < warm) continue;
      spent[way] += performance.now() - start;
      done[way] += calls * perCall;
    }
  }
  return { raw: (done.raw * 1000) / spent.raw, ours: (done.ours * 1000) / spent.ours };
}
