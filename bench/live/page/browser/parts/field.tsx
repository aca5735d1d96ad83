import { NumberInput } from './number-input.tsx';

/** A number with its name before it. */
export function Field({ name, ...input }: { name: string } & Omit<Parameters<typeof NumberInput>[0], 'label'>) {
  return (
    <div class="field">
      {name}
      <NumberInput label={name} {...input} />
    </div>
  );
}
