/**
 * Work that must not overlap: what is read and judged of a million orders keeps this process busy for longer than a request
 * of another mode may wait for its answer.
 */
export function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
