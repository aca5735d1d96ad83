import { brokerKinds } from '../../brokers/brokers.ts';
import type { ModeName, RunFile } from '../../record/run-file.ts';
import { trialsVarying } from '../../report/figures/groups.ts';
import { wordsOfWork } from '../../report/words/work-words.ts';

/** What sets two runs apart: with a reason to refuse, their figures say nothing about each other. */
interface Apart {
  /** Each with what was found in A and in B. */
  refusals: string[];
  /** What a reader should know, but what may be the very thing that is compared. */
  notes: string[];
}

const versions = ['node', ...brokerKinds.flatMap((kind) => kind.versions)];

/** Durability tier, runtime, host, versions, profile, load, protections and foreign brokers refuse; commits and settings are noted. */
export function apart(a: RunFile, b: RunFile, modes: ModeName[]): Apart {
  const refusals: string[] = [];
  const notes: string[] = [];
  const unlike = (list: string[], what: string, of: (run: RunFile) => string) => {
    if (of(a) !== of(b)) list.push(`${what}: A ${of(a)}, B ${of(b)}`);
  };
  unlike(refusals, 'durability tier', ({ durability }) => durability);
  unlike(refusals, 'runtime', ({ runtime }) => runtime);
  unlike(refusals, 'host', ({ host }) => `${host.cpu}, ${host.cores} cores`);
  for (const name of versions) {
    if (a.versions[name] !== undefined && b.versions[name] !== undefined) {
      unlike(refusals, name, (run) => run.versions[name] ?? '');
    }
  }
  unlike(refusals, 'profile', ({ profile }) => profile);
  for (const mode of modes) unlike(refusals, `load of ${mode}`, (run) => loadOf(run, mode));
  unlike(refusals, 'work in inventory', ({ work }) => (work ? wordsOfWork(work) : 'none'));
  unlike(refusals, 'payment', ({ payment }) => payment ?? 'off');
  unlike(refusals, 'protections switched off', ({ without }) => [...without].sort().join(', ') || 'none');
  for (const mode of modes) {
    const strange = [a, b].some((run) => run.brokerOwned?.[mode] === false);
    if (strange) refusals.push(`the broker of ${mode} was named by an address: where it ran is not known`);
  }
  unlike(notes, 'commit', ({ git }) => `${git.commit.slice(0, 12)}${git.dirty ? ' with uncommitted changes' : ''}`);
  unlike(notes, 'lockfile', ({ lockfileHash }) => lockfileHash.slice(0, 12));
  unlike(notes, 'kernel', ({ host }) => host.kernel);
  unlike(notes, 'memory', ({ host }) => `${host.memoryGiB} GiB`);
  for (const setting of new Set([...a.fairness, ...b.fairness].map((row) => row.setting))) {
    unlike(notes, `setting ${setting}`, ({ fairness }) => {
      const values = fairness.find((row) => row.setting === setting)?.values ?? {};
      return modes.map((mode) => `${mode} ${values[mode] ?? '–'}`).join('; ');
    });
  }
  return { refusals, notes };
}

/** The base alone; a warm-up ends when the system is steady, so its length is no part of the question. */
function loadOf(run: RunFile, mode: ModeName): string {
  const trials = trialsVarying(run.trials, 'base').filter((trial) => trial.mode === mode);
  const loads = trials.map(({ load }) =>
    load ? `${load.ratePerSecond} orders/s for ${load.seconds} s` : 'no steady load',
  );
  return [...new Set(loads)].join(' and ') || 'none';
}
