/** No fault: the control. */
const NONE = 'none';

/** The faults that a name stands for: `a+b` is two at once, `none` is none. */
export const faultsIn = (name: string): string[] => name.split('+').filter((part) => part !== NONE);

/** Those that restart processes in turn, as a deployment does: who was away when stands in the history. */
export const rolling = { all: 'rolling-restart', inventory: 'rolling-restart-inventory' } as const;
