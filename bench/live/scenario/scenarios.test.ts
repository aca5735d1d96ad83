import { expect, test } from 'vitest';
import { faults } from '../../faults/all.ts';
import { modes } from '../../modes.ts';
import { catalogueFor } from '../lanes/fault-catalogue.ts';
import { Scenario } from '../protocol/scenario.ts';
import { given, readScenario, scenariosIn } from './scenario-files.ts';
import { ScenarioLog } from './scenario-log.ts';

const scenarios = scenariosIn([given]);

test('six scenarios come with the lab, each with two sentences that say what to look at', () => {
  expect(scenarios).toHaveLength(6);
  for (const { name, look } of scenarios) expect(look.match(/\.(\s|$)/g), name).toHaveLength(2);
});

test.each(scenarios.map((scenario) => ({ scenario, name: scenario.name })))(
  '$name can be played: its lanes and faults exist, and what it breaks it heals',
  ({ scenario }) => {
    const open = new Set<string>();
    const catalogue = catalogueFor(modes, 'off');
    let before = 0;
    for (const { atMs, command } of scenario.steps) {
      expect(atMs).toBeGreaterThanOrEqual(before);
      before = atMs;
      const lanes = 'lanes' in command ? command.lanes : 'lane' in command ? [command.lane] : [];
      expect(modes.map(({ name }) => name)).toEqual(expect.arrayContaining(lanes));
      if (command.do !== 'inject' && command.do !== 'heal') continue;
      const fault = catalogue.find(({ name }) => name === command.fault);
      for (const lane of lanes) {
        expect(fault?.unavailable[lane], command.fault).toBeNull();
        if (command.do === 'heal') open.delete(lane + command.fault);
        else if (!faults[command.fault]?.atOnce) open.add(lane + command.fault);
      }
    }
    expect([...open]).toEqual([]);
    expect(scenario.steps.at(-1)?.command).toEqual({ do: 'rate', perSecond: 0 });
  },
);

test('what was pressed is a scenario again, from when it was begun anew', () => {
  const log = new ScenarioLog(7, ['inbox']);
  log.note({ do: 'rate', perSecond: 1 });
  log.restart([{ do: 'rate', perSecond: 5 }]);
  log.note({ do: 'burst', times: 3, seconds: 2 });
  const scenario = log.scenario({ name: 'mine', title: 'Mine', look: '' });
  expect(Scenario.parse(scenario)).toEqual(scenario);
  expect(scenario).toMatchObject({ seed: 7, without: ['inbox'] });
  expect(scenario.steps.map(({ command }) => command.do)).toEqual(['rate', 'burst']);
});

test('a name that no scenario has is refused with those there are', () => {
  expect(() => readScenario('no-such-thing')).toThrow(/kill-inventory/);
});
