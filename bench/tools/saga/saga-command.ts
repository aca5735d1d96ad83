import Table from 'cli-table3';
import { Option } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import { worst } from '../../checkers/judge.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import type { SagaFigures } from '../../experiments/saga/saga-figures.ts';
import { sagaLines } from '../../experiments/saga/saga-lines.ts';
import { type SagaCell, sagaOnce } from '../../experiments/saga/saga-once.ts';
import { withSession } from '../../lab/session.ts';
import { ratioInterval } from '../../measure/bootstrap.ts';
import { exitCodes } from '../exit-codes.ts';
import { asCount, asSome, durabilityOption, modesOption, type Register, withoutOption } from '../options.ts';
import { print, tell } from '../print.ts';

const profiles = { quick: { blocks: 2, seconds: 6 }, standard: { blocks: 8, seconds: 8 } } as const;

/** `bench saga`. */
export const sagaCommand: Register = (program, finish) => {
  program
    .command('saga')
    .description(
      'Orders that are paid, orchestrated against choreographed: time, messages, CPU, code, what customers saw.',
    )
    .addOption(modesOption())
    .addOption(new Option('--profile <name>', 'how many blocks').choices(Object.keys(profiles)).default('standard'))
    .option('--rate <n>', 'orders per second', asSome, 60)
    .option('--seed <n>', 'orders, arrivals and declined cards follow from it', asCount, 1)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .option('--json', 'print the figures as JSON on stdout', false)
    .action((options) => finish(runSaga(options)));
};

interface SagaOptions extends Pick<TrialOptions, 'durability' | 'without'> {
  modes: Mode[];
  profile: keyof typeof profiles;
  rate: number;
  seed: number;
  json: boolean;
}

/** Block by block every mode in every shape that it carries, in turn. Returns the exit code. */
function runSaga({ modes, profile: name, rate, seed, json, durability, without }: SagaOptions): Promise<number> {
  const options: TrialOptions = { durability, without, from: [], tamper: null };
  const profile = profiles[name];
  const cells = modes.flatMap((mode) => mode.payment.shapes.map((shape) => ({ mode, shape })));
  return withSession(
    tell,
    async (session) => {
      const done: SagaCell[] = [];
      for (let block = 1; block <= profile.blocks; block++) {
        const turn = block % 2 === 1 ? cells : cells.toReversed(); // what drifts meets both shapes from both sides
        for (const cell of turn) {
          const number = done.length + 1;
          tell(`[${number}/${profile.blocks * cells.length}] ${cell.mode.name}, ${cell.shape}, block ${block} …`);
          const { seconds } = profile;
          done.push(
            await sagaOnce(
              session,
              { ...cell, block, number, seed: seed + block, seconds, ratePerSecond: rate },
              options,
            ),
          );
        }
      }
      if (json) print(JSON.stringify(done));
      else for (const text of [figuresTable(cells, done), ...ratios(modes, done, seed), ...lines(cells)]) print(text);
      for (const { mode, shape, block, judgement } of done) {
        for (const { outcome, check, because } of judgement.verdicts) {
          if (outcome === 'violated' || outcome === 'unknown')
            tell(`${mode}, ${shape}, block ${block}: ${check} ${outcome}. ${because}`);
        }
      }
      return exitCodes[worst(done.map(({ judgement }) => judgement))];
    },
    { measured: true },
  );
}

type Cells = { mode: Mode; shape: Mode['payment']['shapes'][number] }[];
const rows: [string, keyof SagaFigures, number][] = [
  ['orders', 'orders', 0],
  ['confirmed', 'confirmed', 0],
  ['declined', 'declined', 0],
  ['failed', 'failed', 0],
  ['complete after, ms (median)', 'completionP50Ms', 1],
  ['complete after, ms (90%)', 'completionP90Ms', 1],
  ['messages or calls per order', 'messagesPerOrder', 2],
  ['deliveries per order', 'deliveriesPerOrder', 2],
  ['asked of the provider per order', 'providerCallsPerOrder', 2],
  ['CPU of services, ms per order', 'cpuMsPerOrder', 2],
  ['CPU of broker, ms per order', 'brokerCpuMsPerOrder', 2],
  ['stock held that came back, ms (median)', 'heldP50Ms', 0],
  ['refused for stock that came back', 'refusedMeanwhile', 0],
  ['reserved beside stock that came back', 'reservedBeside', 0],
];

/** The median block of each figure, and from which to which the blocks were. */
function figuresTable(cells: Cells, done: readonly SagaCell[]): string {
  const head = ['', ...cells.map(({ mode, shape }) => `${mode.name}\n${shape}`)];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [name, figure, digits] of rows) {
    table.push([
      name,
      ...cells.map(({ mode, shape }) => {
        const all = those(done, mode, shape)
          .flatMap((cell) => cell[figure] ?? [])
          .toSorted((a, b) => a - b);
        const [low, median, high] = [all[0], all[Math.floor(all.length / 2)], all.at(-1)].map((one) =>
          one?.toFixed(digits),
        );
        return median === undefined ? 'none' : low === high ? median : `${median} (${low}–${high})`;
      }),
    ]);
  }
  return table.toString();
}

const those = (done: readonly SagaCell[], mode: Mode, shape: string) =>
  done.filter((cell) => cell.mode === mode.name && cell.shape === shape).toSorted((a, b) => a.block - b.block);

const compared: [string, (cell: SagaCell) => number][] = [
  ['complete after (median)', (cell) => cell.completionP50Ms],
  ['messages per order', (cell) => cell.messagesPerOrder],
  ['CPU per order, with the broker', (cell) => cell.cpuMsPerOrder + cell.brokerCpuMsPerOrder],
];

/** Orchestrated as so many times choreographed, with the 95% interval of the blocks; a direction from six blocks on. */
function ratios(modes: readonly Mode[], done: readonly SagaCell[], seed: number): string[] {
  return modes
    .filter(({ payment }) => payment.shapes.includes('choreographed'))
    .flatMap((mode) =>
      compared.map(([name, figure]) => {
        const [a, b] = ['orchestrated', 'choreographed'].map((shape) => those(done, mode, shape).map(figure));
        const { ratio, low, high, conclusive } = ratioInterval(a ?? [], b ?? [], seed);
        const interval = `${ratio.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
        return `${mode.name}: ${name}, orchestrated ÷ choreographed: ${interval}${conclusive ? '' : ', of too few blocks to say which'}`;
      }),
    );
}

function lines(cells: Cells): string[] {
  return cells.map(({ mode, shape }) => {
    const files = sagaLines(mode, shape);
    const sum = files.reduce((total, file) => total + file.lines, 0);
    return `${mode.name}, ${shape}: ${sum} lines of code: ${files.map((one) => `${one.file} ${one.lines}`).join(', ')}`;
  });
}
