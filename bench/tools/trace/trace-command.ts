import { OrderId } from '../../../common/contracts/primitives.ts';
import { findLabs } from '../../lab/lab-note.ts';
import { modes } from '../../modes.ts';
import { chosenLab } from './chosen-lab.ts';
import { traceOf } from './trace-of.ts';
import { traceText } from './trace-text.ts';

/** `npm run trace -- <orderId>`. Throws an error that says what to do when there is no lab to look at. */
export async function traceCommand(orderId: string, options: { lab?: string; json: boolean }): Promise<number> {
  if (!OrderId.safeParse(orderId).success) {
    throw new Error(`"${orderId}" is no order id. It is the orderId that POST /orders answered, a UUID.`);
  }
  const lab = chosenLab(findLabs(), options.lab);
  const mode = Object.values(modes).find(({ name }) => name === lab.mode);
  const services = mode?.services.map(({ name }) => name) ?? [];
  const trace = traceOf(lab.dataFolder, services, orderId);
  if (!trace) {
    console.error(
      `No service of ${lab.mode} (lab ${lab.name}) knows the order ${orderId}.\n` +
        `Looked at the stores and logs in ${lab.dataFolder}.\n` +
        `The orders it has: ${lab.running ? `${lab.urls['orders']}/orders` : 'it no longer runs'}.`,
    );
    return 1;
  }
  if (options.json) console.log(JSON.stringify({ lab: lab.name, mode: lab.mode, ...trace }));
  else console.log(traceText(lab.mode, trace));
  return 0;
}
