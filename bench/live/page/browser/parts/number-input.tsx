import { useState } from 'preact/hooks';

/**
 * A number that is sent when it is entered. What is being typed stays, whatever the lab says meanwhile; what cannot be is
 * brought between `min` and `max`.
 */
export function NumberInput({
  value,
  min,
  max,
  label,
  disabled = false,
  onEnter,
}: {
  value: number;
  min: number;
  max: number;
  label: string;
  disabled?: boolean;
  onEnter: (value: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const enter = () => {
    if (typed === null) return;
    const wanted = Math.min(Math.max(Math.round(Number(typed)) || 0, min), max);
    setTyped(null);
    if (typed !== '' && wanted !== value) onEnter(wanted);
  };
  return (
    <input
      type="number"
      min={min}
      max={max}
      disabled={disabled}
      aria-label={label}
      value={typed ?? value}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onChange={enter}
      onBlur={enter}
      onKeyDown={({ key }) => {
        if (key === 'Enter') enter();
      }}
    />
  );
}
