import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** One thing that must be true of the sources, as a command that fails when it is not. */
interface Step {
  name: string;
  command: [string, ...string[]];
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The longest first, so that both processors are busy to the end. */
const steps: Step[] = [
  { name: 'pure tests', command: ['vitest', 'run', '--project', 'pure', '--reporter', 'dot', '--maxWorkers', '2'] },
  { name: 'lint', command: ['oxlint', '--type-aware'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'page types', command: ['tsc', '-p', 'bench/live/page'] },
  { name: 'docs fresh', command: [process.execPath, 'bench/tools/docs.ts', '--check'] },
  { name: 'manifests', command: [process.execPath, 'bench/tools/kubernetes/check-kubernetes.ts'] },
  { name: 'unused', command: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'format', command: ['biome', 'ci', '.'] },
];
const AT_ONCE = 2;

/** Runs one step; prints its line, and what it said when it failed. */
async function run({ name, command: [file, ...args] }: Step): Promise<boolean> {
  const started = performance.now();
  const { failed, all, shortMessage } = await execa(file, args, {
    cwd: root,
    preferLocal: true,
    all: true,
    reject: false,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${failed ? '✗' : '✓'} ${name.padEnd(12)} ${seconds.padStart(5)} s`);
  if (failed) console.log(`${all}\n${shortMessage}`);
  return !failed;
}

// `npm run check`: everything that can be found out without a broker.
const waiting = [...steps];
let passed = 0;
const lane = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) if (await run(step)) passed++;
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
console.log(`${passed} passed, ${steps.length - passed} failed`);
process.exitCode = passed === steps.length ? 0 : 1;
