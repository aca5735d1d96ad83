import type { FoundLab } from '../../lab/lab-note.ts';
import { modeNames } from '../../modes.ts';

/** The one that is named, by its name or its mode, or the only one that runs. Throws an error that says what to do. */
export function chosenLab(labs: FoundLab[], wanted: string | undefined): FoundLab {
  const running = labs.filter((lab) => lab.running);
  const list = (found: FoundLab[]) => found.map(({ name, mode }) => `  --lab ${name}   ${mode}`).join('\n');
  const start = `Start one, and place orders in it: npm start -- <mode>, where <mode> is ${modeNames.join(', ')}.`;
  if (wanted !== undefined) {
    const named = labs.filter(({ name, mode }) => name === wanted || mode === wanted);
    const [only] = named;
    if (only && named.length === 1) return only;
    if (named.length > 1) throw new Error(`Several labs are ${wanted}. Name one:\n${list(named)}`);
    throw new Error(`There is no lab ${wanted}. ${labs.length > 0 ? `There are:\n${list(labs)}` : start}`);
  }
  const [only] = running;
  if (!only) {
    throw new Error(
      `No lab runs in this clone. ${start}\nOf containers, look at their logs: docker compose logs | grep <orderId>`,
    );
  }
  if (running.length > 1) throw new Error(`Several labs run. Name one:\n${list(running)}`);
  return only;
}
