import type { ButtonHTMLAttributes } from 'preact';

/**
 * A button that keeps the focus while it cannot be pressed: it is so most of all just after it was, and who has a keyboard alone
 * would be back at the beginning of the page.
 */
export function Button({
  off,
  onPress,
  ...rest
}: { off: boolean; onPress: () => void } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'onClick'>) {
  return <button {...rest} type="button" aria-disabled={off} onClick={() => off || onPress()} />;
}
