import type { CatalogueFault } from '../../../protocol/lanes.ts';
import { capital } from '../format.ts';
import { Field } from '../parts/field.tsx';

/** By the names of the parameters. */
type Values = Record<string, number>;

/** What was chosen, in words. */
export const valueWords = ({ parameters }: CatalogueFault, values: Values) =>
  Object.entries(values)
    .map(([name, value]) => `${value} ${parameters[name]?.unit ?? name}`)
    .join(', ');

/** What can be chosen about a fault: it holds from the next time it is injected. */
export function FaultParameters({
  fault: { parameters },
  values,
  onChoose,
}: {
  fault: CatalogueFault;
  values: Values;
  onChoose: (values: Values) => void;
}) {
  return (
    <div class="parameters">
      {Object.entries(parameters).map(([name, { label, unit, usual, least, most }]) => (
        <Field
          key={name}
          name={`${capital(label)}, ${unit}`}
          value={values[name] ?? usual}
          min={least}
          max={most}
          onEnter={(value) => onChoose({ ...values, [name]: value })}
        />
      ))}
    </div>
  );
}
