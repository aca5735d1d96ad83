import Table from 'cli-table3';
import type { Protection } from '../../../common/base/protections.ts';
import { protectionNames } from '../../../common/base/protections.ts';
import type { Mode } from '../../../common/mode.ts';
import { catalogue } from '../../../common/store/catalogue.ts';
import type { Shape } from '../../../common/workflow/message-table.ts';
import { worst } from '../../checkers/judge.ts';
import { withSession } from '../../lab/session.ts';
import { exitCodes, judgedCodes } from '../../tools/exit-codes.ts';
import { durabilityOption, modesOption, paymentOption, type Register } from '../../tools/options.ts';
import { print, tell } from '../../tools/print.ts';
import { LiveLab, STOCK } from '../live-lab.ts';
import type { Scenario } from '../protocol/scenario.ts';
import { judgeAtRest, type LaneVerdict } from './judge-scenario.ts';
import { playScenario } from './play-scenario.ts';
import { readScenario, scenariosIn } from './scenario-files.ts';

interface ScenarioOptions {
  modes: Mode[];
  durability: 'page-cache' | 'fsync';
  payment: Shape;
  json: boolean;
}

/** `bench scenario`. */
export const scenarioCommand: Register = (program, finish) => {
  program
    .command('scenario')
    .description(
      'Repeats without a page what was pressed on the page of the lab, and judges it; without a file, lists those there are.',
    )
    .argument('[file]', 'a scenario that was saved or downloaded, or the name of one that comes with the lab')
    .addOption(modesOption())
    .addOption(durabilityOption())
    .addOption(paymentOption())
    .option('--json', 'print the verdicts as JSON on stdout', false)
    .addHelpText('after', judgedCodes)
    .action((file: string | undefined, options: ScenarioOptions) =>
      finish(file === undefined ? list() : runScenario(readScenario(file), options)),
    );
};

async function list(): Promise<number> {
  for (const { name, title, look } of scenariosIn()) print(`${name}: ${title}\n  ${look}`);
  return 0;
}

function runScenario(scenario: Scenario, { modes, durability, payment, json }: ScenarioOptions): Promise<number> {
  return withSession(tell, async (session) => {
    const skus = catalogue.map(({ sku }) => sku);
    const without = protectionNames.filter((name): name is Protection => scenario.without.includes(name));
    const options = { seed: scenario.seed, durability, without, stock: STOCK, payment, publish: () => {} };
    const lab = new LiveLab(session, modes, skus, options);
    await lab.start();
    session.say(`${scenario.title}. ${scenario.look}`);
    await playScenario(lab, scenario, session.signal);
    const verdicts = await judgeAtRest(lab);
    print(json ? JSON.stringify({ scenario: scenario.name, lanes: verdicts }) : tableOf(verdicts));
    return exitCodes[worst(verdicts)];
  });
}

function tableOf(verdicts: readonly LaneVerdict[]): string {
  const table = new Table({
    head: ['lane', 'verdict', 'accepted', 'finished once', 'under way', 'lost', 'doubled', 'ghosts', 'because'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, null, null, null, null, 60],
    wordWrap: true,
  });
  for (const { lane, outcome, because, judgement } of verdicts) {
    const { accepted = 0, finishedOnce = 0, underWay = 0, lost = 0, doubled = 0, ghosts = 0 } = judgement ?? {};
    table.push([lane, outcome, accepted, finishedOnce, underWay, lost, doubled, ghosts, because]);
  }
  return table.toString();
}
