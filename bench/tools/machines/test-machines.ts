import { Command, InvalidArgumentError } from 'commander';
import { machineCases } from './cases.ts';
import { tryMachine } from './try-machine.ts';

const of = machineCases.length;
const { only: wanted } = new Command('npm run test:machines --')
  .description('The first command, and others, on machines and with habits that are not ours.')
  .option('--only <places>', `some of the cases, by their places from 1 to ${of}, separated by commas`, asPlaces, [])
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 3))
  .parse()
  .opts<{ only: number[] }>();

function asPlaces(text: string): number[] {
  const places = text.split(',').map(Number);
  if (places.every((place) => Number.isInteger(place) && place >= 1 && place <= of)) return places;
  throw new InvalidArgumentError(`Give places from 1 to ${of}, separated by commas.`);
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
