import { carryOut, type LaneCommand } from '../commands.ts';
import type { LiveLab } from '../live-lab.ts';
import type { Command } from '../protocol/commands.ts';
import type { Hello } from '../protocol/events.ts';
import type { Scenario } from '../protocol/scenario.ts';
import { Refusal } from '../server/refusal.ts';
import { playScenario } from './play-scenario.ts';
import { saveScenario, scenariosIn } from './scenario-files.ts';
import { ScenarioLog } from './scenario-log.ts';

type Listed = Extract<Hello['picture'], object>['about']['scenarios'];

/** Takes every command of the page: carries it out, and writes it down once it was; saves and plays what was written down. */
export class ScenarioDesk {
  readonly #lab: LiveLab;
  readonly #signal: AbortSignal;
  readonly #log: ScenarioLog;
  #playing = false;

  constructor(lab: LiveLab, { seed, without }: { seed: number; without: readonly string[] }, signal: AbortSignal) {
    this.#lab = lab;
    this.#signal = signal;
    this.#log = new ScenarioLog(seed, without);
  }

  list(): Listed {
    return scenariosIn().map(({ name, title, look }) => ({ name, title, look }));
  }

  /** What was pressed so far, as a file to keep. */
  soFar(): Scenario {
    return this.#log.scenario({ name: 'pressed', title: 'What was pressed on the page', look: '' });
  }

  async carryOut(command: Command): Promise<object> {
    if (command.do === 'save-scenario') return this.#save(command);
    if (command.do === 'play-scenario') return this.#play(command.name);
    if (command.do === 'start-scenario') {
      this.#log.restart(this.#now());
      return {};
    }
    const answer = await carryOut(this.#lab, command);
    this.#log.note(command);
    return answer;
  }

  #save({ name, title, look }: Extract<Command, { do: 'save-scenario' }>): object {
    const scenario = this.#log.scenario({ name, title, look });
    if (scenario.steps.length === 0) throw new Refusal(409, 'Nothing was pressed yet.');
    const file = saveScenario(scenario);
    this.#lab.say(`saved: npm run bench -- scenario ${name}`, null);
    return { name, file };
  }

  #play(name: string): object {
    const scenario = scenariosIn().find((each) => each.name === name);
    if (!scenario) throw new Refusal(404, `There is no scenario ${name}.`);
    if (this.#playing) throw new Refusal(409, 'A scenario is being played already.');
    this.#playing = true;
    this.#lab.say(`${scenario.title}. ${scenario.look}`, null);
    void playScenario(this.#lab, scenario, this.#signal).finally(() => {
      this.#playing = false;
      this.#lab.say(`${scenario.title}: that was all of it`, null);
    });
    return {};
  }

  /** The knobs as they stand: what must be so before the first step. */
  #now(): LaneCommand[] {
    const { mix, work, perSecond } = this.#lab.load.state;
    return [
      { do: 'mix', mix },
      { do: 'work', work },
      { do: 'rate', perSecond },
    ];
  }
}
