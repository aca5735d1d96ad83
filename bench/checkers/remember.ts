/**
 * Computes once per input object, so that checkers share an index without copying. The input must not be changed
 * afterwards; the result lives as long as the input.
 */
export function remember<Input extends object, Output>(compute: (input: Input) => Output): (input: Input) => Output {
  const known = new WeakMap<Input, { output: Output }>();
  return (input) => {
    let entry = known.get(input);
    if (!entry) {
      entry = { output: compute(input) };
      known.set(input, entry);
    }
    return entry.output;
  };
}
