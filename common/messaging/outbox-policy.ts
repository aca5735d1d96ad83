/** What the relay of an outbox hands over at once, and when it tries again. */
export const outboxPolicy = {
  /** Events in one batch. */
  batch: 500,
  /** The same when far behind: each step of a batch waits for a turn of a busy event loop, however many rows it takes along. */
  largeBatch: 2000,
  /** So many may wait while the broker takes them. While it does not, they are what the outbox is for. */
  farBehind: 2000,
  /** Kafka takes a megabyte of records for one partition, and refuses more for good; a record is some 100 bytes more than its body. */
  batchBytes: 800 * 1024,
  /** Where several batches may wait for their confirms, and as many do: what came meanwhile is handed over so long after the last one. */
  gatherMs: 10,
  /** While fewer orders than this have events under way. */
  mostUnderWay: 5000,
  /** Between a batch that failed and the next attempt. */
  retryMs: 250,
};

/** How it ends. */
export const stopPolicy = {
  /** Whoever stops goes on so long with what waits. */
  handOverMs: 3000,
  /** And then waits so long for the batch that is under way; unconfirmed, its events are handed over again. */
  lastBatchMs: 500,
};

/** The same for the fairness card; `window`: how many batches wait for their confirms at a time. */
export function outboxBatchWords(window = 1): string {
  const { batch, largeBatch, farBehind, batchBytes, gatherMs, mostUnderWay } = outboxPolicy;
  const more = ` (one more every ${gatherMs} ms while fewer than ${mostUnderWay} orders are under way)`;
  return (
    `${window === 1 ? 'a batch is' : `up to ${window} batches${more} are`} under way while the next one gathers; at most ${batch} events, ${largeBatch} while more than ` +
    `${farBehind} wait and grow, ${batchBytes / 1024} KiB; no linger`
  );
}
