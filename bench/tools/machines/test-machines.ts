import { parseArgs } from 'node:util';
import { machineCases } from './cases.ts';
import { tryMachine } from './try-machine.ts';

// `npm run test:machines`: the first command, and others, on machines and with habits that are not ours.
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const wanted = values.only.split(',').filter(Boolean).map(Number);
const of = machineCases.length;
if (wanted.some((place) => !(Number.isInteger(place) && place >= 1 && place <= of))) {
  console.error(`--only takes places from 1 to ${of}, separated by commas.`);
  process.exit(3);
}
let failed = 0;
for (const [index, one] of machineCases.entries()) {
  if (wanted.length > 0 && !wanted.includes(index + 1)) continue;
  const place = `${String(index + 1).padStart(2)}/${of}`;
  const why = one.skip?.() ?? null;
  if (why !== null) {
    console.log(`– ${place} ${one.title}: skipped, ${why}`);
    continue;
  }
  const began = performance.now();
  const problem = await tryMachine(one).then(
    () => null,
    (error: Error) => error.message,
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${problem === null ? '✓' : '✗'} ${place} ${one.title} (${seconds} s)`);
  if (problem === null) continue;
  failed++;
  console.log(problem.replaceAll(/^/gm, '    '));
}
console.log(failed === 0 ? 'every case holds' : `${failed} do not hold`);
if (failed > 0) process.exitCode = 1;
